// SMTP_URL → how to connect.

export interface SmtpServer {
  readonly host: string
  readonly port: number
  /** TLS from the first byte (smtps://). With smtp:// STARTTLS is used where the server offers it. */
  readonly secure: boolean
  /** Refuse a server without STARTTLS. */
  readonly requireTLS: boolean
  /** Do not use STARTTLS even where it is offered: for a local sink with a certificate nobody signed. */
  readonly ignoreTLS: boolean
  readonly auth: { readonly user: string; readonly pass: string } | null
}

/**
 * `smtp://user:password@host:587`, `smtps://host`; `?requireTLS=true` and `?ignoreTLS=true`. Throws a TypeError that
 * does not repeat the URL, because that holds a password.
 */
export function parseSmtpUrl(text: string): SmtpServer {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^smtps?:$/.test(url.protocol) || url.hostname === '')
    throw new TypeError('SMTP_URL must look like smtp://user:password@host:587 or smtps://host')
  const secure = url.protocol === 'smtps:'
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTLS: url.searchParams.get('requireTLS') === 'true',
    ignoreTLS: url.searchParams.get('ignoreTLS') === 'true',
    auth:
      url.username === ''
        ? null
        : { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
  }
}
