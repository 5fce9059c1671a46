// Checks a DKIM signature as a receiver does (RFC 6376, relaxed/relaxed, rsa-sha256), with nothing of the library that signs.
import { createHash, type KeyObject, verify } from 'node:crypto'

export interface DkimVerdict {
  readonly valid: boolean
  /** The header fields under the signature, in small letters. */
  readonly covered: readonly string[]
}

/** `mail`: as it came over the wire, without the dot at its end. */
export function verifyDkim(mail: string, publicKey: KeyObject): DkimVerdict {
  const end = mail.indexOf('\r\n\r\n')
  const fields = mail
    .slice(0, end + 2)
    .split(/\r\n(?![ \t])/)
    .filter(field => field !== '')
  const body = mail.slice(end + 4)
  const signature = fields.find(field => /^dkim-signature:/i.test(field))
  if (!signature) return { valid: false, covered: [] }
  const tags = tagsOf(signature)
  const covered = (tags.get('h') ?? '').toLowerCase().split(':')
  const bodyHash = createHash('sha256').update(relaxedBody(body), 'latin1').digest('base64')
  const left = [...fields].reverse()
  const signed = covered.flatMap(name => {
    const index = left.findIndex(field => field.slice(0, field.indexOf(':')).trim().toLowerCase() === name)
    return index < 0 ? [] : left.splice(index, 1).map(relaxedField)
  })
  const unsigned = relaxedField(signature.replace(/([;\s]b=)[^;]*/, '$1'))
  const text = [...signed, unsigned].join('\r\n')
  const valid =
    tags.get('c') === 'relaxed/relaxed' &&
    tags.get('bh') === bodyHash &&
    verify('sha256', Buffer.from(text, 'latin1'), publicKey, Buffer.from(tags.get('b') ?? '', 'base64'))
  return { valid, covered }
}

function tagsOf(signature: string): Map<string, string> {
  const text = signature.slice(signature.indexOf(':') + 1).replace(/\s+/g, '')
  return new Map(
    text
      .split(';')
      .filter(tag => tag !== '')
      .map(tag => [tag.slice(0, tag.indexOf('=')), tag.slice(tag.indexOf('=') + 1)]),
  )
}

function relaxedField(field: string): string {
  const colon = field.indexOf(':')
  const value = field
    .slice(colon + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim()
  return `${field.slice(0, colon).trim().toLowerCase()}:${value}`
}

function relaxedBody(body: string): string {
  const lines = body.split('\r\n').map(line => line.replace(/[ \t]+/g, ' ').replace(/ $/, ''))
  const text = lines.join('\r\n').replace(/(\r\n)+$/, '')
  return text === '' ? '' : `${text}\r\n`
}
