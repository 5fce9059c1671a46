// Mails as a mail program reads them, from the bytes a server took. Must assert nothing.
import PostalMime from 'postal-mime'

export interface Mail {
  /** The bytes under the DKIM signature. */
  readonly raw: string
  readonly to: string
  readonly subject: string
  readonly html: string
  readonly text: string
  /** Of a header field, unfolded; undefined: there is none. */
  header(name: string): string | undefined
  /** Where the link with these words leads to. */
  link(words: string): string
}

/** `taken`: as they came over the wire, with the dot at the end. */
export const mailsOf = (taken: readonly string[]): Promise<Mail[]> => Promise.all(taken.map(mailOf))

async function mailOf(wire: string): Promise<Mail> {
  const raw = wire.slice(0, -'.\r\n'.length).replaceAll('\r\n..', '\r\n.')
  const { to, subject = '', html = '', text = '', headers } = await PostalMime.parse(raw)
  return {
    raw,
    to: to?.[0]?.address ?? '',
    subject,
    html,
    text,
    header: name => headers.find(({ key }) => key === name.toLowerCase())?.value,
    link: words => {
      const found = [...html.matchAll(/<a[^>]*\bhref="([^"]+)"[^>]*>([^<]*)</g)]
      const href = found.find(([, , shown]) => shown?.trim() === words)?.[1]
      if (!href) throw new Error(`no link is called "${words}"`)
      return href.replaceAll('&amp;', '&')
    },
  }
}
