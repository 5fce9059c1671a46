// The one form in which an email address is kept and compared, whoever writes it how. Does not say whether it is one.
import { domainToASCII } from 'node:url'

/** In small letters, and its domain as mail servers know it: `Ann@Müller.example` → `ann@xn--mller-kva.example`. */
export function emailAddress(text: string): string {
  const address = text.trim().toLowerCase()
  const at = address.lastIndexOf('@')
  const domain = address.slice(at + 1)
  if (at < 0 || isAscii(domain)) return address
  // Empty for what can be no domain: it stays as it is, and is refused as an address.
  return `${address.slice(0, at)}@${domainToASCII(domain) || domain}`
}

const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text)
