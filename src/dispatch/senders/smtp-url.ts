// SMTP_URL, or the `url` of an entry of senders.json → how to connect.

const tlsModes = ['required', 'optional', 'off'] as const
/** `optional`: STARTTLS where the server offers it. A certificate is checked wherever there is TLS. */
export type SmtpTls = (typeof tlsModes)[number]

export interface SmtpServer {
  readonly host: string
  readonly port: number
  /** TLS from the first byte (smtps://), in place of STARTTLS. */
  readonly secure: boolean
  readonly tls: SmtpTls
  readonly auth: { readonly user: string; readonly pass: string } | null
}

/**
 * `smtp://user:password@host:587`, `smtps://host`. smtp:// demands STARTTLS, except of a server on this machine or
 * of a name without a dot (a container beside ours, such as `mailpit`), of which it is `optional`; `?tls=` says otherwise.
 * Throws a TypeError that does not repeat the URL, because that holds a password; `named` is what it is called in.
 */
export function parseSmtpUrl(text: string, named = 'SMTP_URL'): SmtpServer {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^smtps?:$/.test(url.protocol) || url.hostname === '')
    throw new TypeError(`${named} must look like smtp://user:password@host:587 or smtps://host`)
  const secure = url.protocol === 'smtps:'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return {
    host,
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    tls: tlsOf(url.searchParams, named) ?? (isNear(host) ? 'optional' : 'required'),
    auth: url.username === '' ? null : { user: plain(url.username, named), pass: plain(url.password, named) },
  }
}

/** A mistyped word must not turn TLS off, nor leave somebody believing that it is on. */
function tlsOf(query: URLSearchParams, named: string): SmtpTls | null {
  const unknown = [...query.keys()].find(key => key !== 'tls')
  if (unknown !== undefined)
    throw new TypeError(
      `${named} may have ?tls=required, ?tls=optional or ?tls=off, and nothing else after the "?"`,
    )
  const given = query.get('tls')
  if (given === null) return null
  const mode = tlsModes.find(tls => tls === given)
  if (!mode) throw new TypeError(`${named} must have one of ${tlsModes.join(', ')} after ?tls=`)
  return mode
}

const isNear = (host: string): boolean =>
  !/[.:]/.test(host) || host === '::1' || /^127(\.\d+){3}$/.test(host) || host.endsWith('.localhost')

function plain(escaped: string, named: string): string {
  try {
    return decodeURIComponent(escaped)
  } catch {
    throw new TypeError(`${named} has a "%" in its user or password that is no escape; write it as %25`)
  }
}
