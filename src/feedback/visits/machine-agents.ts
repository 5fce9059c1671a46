// User agents by which machines tell that they are none of a person's browser. Data only: a new one is a row, and a row is a case
// in the test. From what senders of mail and the makers of these programs have published. Most scanners do not say who they are,
// which is why judge-visit.ts has other signs; nothing stands here that browsers for people name too (Avast's, Viber's).

export interface MachineAgent {
  /** What the event says as `sign`. */
  readonly sign: 'scanner' | 'link_preview' | 'bot' | 'program'
  readonly pattern: RegExp
}

export const machineAgents: readonly MachineAgent[] = [
  // Mail security: it follows links before the mail arrives, or just before a person does.
  {
    sign: 'scanner',
    pattern: /barracuda|proofpoint|urldefense|mimecast|messagelabs|symantec|fireeye|trellix/i,
  },
  {
    sign: 'scanner',
    pattern: /cisco ?secure ?email|ironport|trend ?micro|\btmes\b|fortimail|fortinet|sophos/i,
  },
  { sign: 'scanner', pattern: /mailscanner|safelinks|checkpoint|vade ?secure|hornetsecurity/i },
  { sign: 'scanner', pattern: /microsoft (office existence discovery|exchange)|google-safe(ty|browsing)/i },
  { sign: 'scanner', pattern: /virustotal|urlscan|phishtank|netcraft/i },
  // Programs of messages and networks, which show what is behind a link.
  { sign: 'link_preview', pattern: /facebookexternalhit|facebookexternalua|facebot|meta-external|whatsapp/i },
  {
    sign: 'link_preview',
    pattern: /telegrambot|slackbot|slack-imgproxy|discordbot|skypeuripreview|teamsbot/i,
  },
  {
    sign: 'link_preview',
    pattern: /microsoftpreview|twitterbot|linkedinbot|pinterestbot|redditbot|vkshare/i,
  },
  { sign: 'link_preview', pattern: /bitlybot|embedly|iframely|snap url preview|google-pagerenderer/i },
  { sign: 'link_preview', pattern: /(link|url)[ -]?(preview|expand)/i },
  // Crawlers name themselves so by custom; Cubot makes telephones.
  { sign: 'bot', pattern: /(?<!cu)bot\b|crawler|spider|slurp|headlesschrome|phantomjs|pingdom/i },
  // Libraries and tools.
  { sign: 'program', pattern: /^(curl|wget|libwww|lwp|java|jakarta|apache-httpclient|okhttp|axios|node)\b/i },
  { sign: 'program', pattern: /python-(requests|urllib|httpx)|aiohttp|go-http-client|guzzlehttp|libcurl/i },
  {
    sign: 'program',
    pattern: /^(ruby|php|perl|scrapy|undici|got|http_request2|restsharp|lua-resty-http)\b/i,
  },
  { sign: 'program', pattern: /winhttp|powershell|^jetty/i },
]

/** Fetch a picture when a person opens the mail, and only then: who opened it is a person, though the server is theirs. */
export const imageProxies = /googleimageproxy|yahoomailproxy/i
