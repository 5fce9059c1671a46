// A mail as bytes: its header fields and encodings are nodemailer's, its parts are put together here. nodemailer's own composer
// sends every part through streams and counts its letters three times, which takes four times as long.
import { foldLines } from 'nodemailer/lib/mime-funcs'
import MimeNode from 'nodemailer/lib/mime-node'
import { encode, wrap } from 'nodemailer/lib/qp'
import type { OutgoingEmail } from '../sender.js'

/**
 * multipart/alternative of the text and the HTML (RFC 2046, 5.1.4), in lines of at most 76 characters that end in CRLF. Addresses
 * go in as values, not as text to be parsed, so that none turns into two.
 */
export function composeMail(message: OutgoingEmail): Buffer {
  const { from, to, replyTo, messageId, subject, html, text, headers } = message
  const root = new MimeNode('multipart/alternative')
  const own = Object.entries(headers ?? {})
  root.setHeader({
    From: { ...from },
    To: { name: '', address: to },
    ...(replyTo !== undefined && { 'Reply-To': { name: '', address: replyTo } }),
    Subject: subject,
    'Message-ID': messageId,
    ...Object.fromEntries(own.filter(([, value]) => !isAscii(value))),
  })
  const head = [root.buildHeaders(), ...own.filter(([, value]) => isAscii(value)).map(ownField)]
  const between = `--${root.boundary}`
  const parts = [part('text/plain', text), part('text/html', html)]
  return Buffer.from(
    [...head, '', ...parts.flatMap(one => [between, one]), `${between}--`, ''].join('\r\n'),
    'latin1',
  )
}

const isAscii = (text: string): boolean => /^[\x20-\x7e]+$/.test(text)

/**
 * As it is written: nodemailer would encode one with a quotation mark, of which SendGrid's JSON is full, and change the
 * letters of its name, out of which Postmark makes that of its metadata.
 */
const ownField = ([name, value]: readonly [string, string]): string => foldLines(`${name}: ${value}`, 76)

function part(type: string, text: string): string {
  const lines = text.replace(/\r\n|\r|\n/g, '\r\n')
  const bytes = Buffer.from(lines)
  const isForeign = bytes.length - lines.length > lines.length / 5
  const encoded = isForeign ? base64(bytes) : wrap(encode(bytes))
  const encoding = isForeign ? 'base64' : 'quoted-printable'
  return `Content-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${encoded}`
}

/** Shorter than quoted-printable where most letters take two bytes and more. */
const base64 = (bytes: Buffer): string => bytes.toString('base64').replace(/.{76}(?=.)/g, '$&\r\n')
