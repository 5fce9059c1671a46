// The code at the end of a short link in an SMS. Pure.
import { createHmac } from 'node:crypto'

const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** 62^9 are 13 quadrillion: with ten million codes in use, a guess finds one in a billion. */
const length = 9

export const shortCodePattern = /^[0-9A-Za-z]{9}$/

/** The same for every attempt to send a message, so that a link of an earlier one still leads somewhere. */
export function shortCode(key: Buffer, messageId: string, url: string): string {
  const mac = createHmac('sha256', key).update(`short ${messageId} ${url}`).digest()
  let rest = mac.readBigUInt64BE()
  let code = ''
  for (let n = 0; n < length; n++) {
    code += letters[Number(rest % 62n)]
    rest /= 62n
  }
  return code
}
