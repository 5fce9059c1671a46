// What a mail to the unsubscribe mailbox says: the tokens in it, wherever a mail program or a person has put them, and however
// it is encoded. Whether one is good its signature tells, so that finding too much does no harm. Pure.

/** A mail that quotes a whole thread has several; each costs a signature. */
const most = 20

/** Those in the headers first: what is quoted below may be of another message. */
export function tokensInMail(mail: string): string[] {
  const split = /\r?\n\r?\n/.exec(mail)
  const head = split ? mail.slice(0, split.index) : mail
  const texts = [unfolded(head), wordsDecoded(unfolded(head)), mail, quotedDecoded(mail), base64Decoded(mail)]
  const found = texts.flatMap(tokensIn)
  return [...new Set(found)].slice(0, most)
}

/** Two words with a dot between them, of the lengths they have. Not by one pattern, which would go back and forth over a long mail. */
function tokensIn(text: string): string[] {
  const tokens: string[] = []
  for (const [dotted] of text.matchAll(/[\w.-]+/g)) {
    const words = dotted.split('.')
    for (const [n, word] of words.entries())
      if (word.length === signatureLength && isPayload(words[n - 1])) tokens.push(`${words[n - 1]}.${word}`)
  }
  return tokens
}

const signatureLength = 43
const isPayload = (word = ''): boolean => word.length >= 60 && word.length <= 900

/** Lines of a header go on below where they begin with a space; a token that was cut there is whole again. */
const unfolded = (head: string): string => head.replace(/\r?\n[ \t]+/g, '')

/** RFC 2047: `=?utf-8?B?…?=` and `=?utf-8?Q?…?=`. Tokens are ASCII, whatever the charset. */
const wordsDecoded = (text: string): string =>
  text.replace(/=\?[\w-]+\?([bq])\?([^?\s]*)\?=\s*/gi, (_, kind: string, word: string) =>
    kind.toLowerCase() === 'b' ? fromBase64(word) : hexDecoded(word.replaceAll('_', ' ')),
  )

const quotedDecoded = (text: string): string => hexDecoded(text.replace(/=[ \t]*\r?\n/g, ''))

const hexDecoded = (text: string): string =>
  text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

/** Every run of whole lines of base64, as bodies and parts are. */
const base64Decoded = (text: string): string =>
  (text.match(/(?:^[A-Za-z0-9+/]{20,}={0,2}\r?$\n?)+/gm) ?? []).map(fromBase64).join('\n')

const fromBase64 = (text: string): string => Buffer.from(text, 'base64').toString('latin1')
