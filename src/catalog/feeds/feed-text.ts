// The bytes of a feed as text: UTF-8 and nothing else, without its byte order mark.
import { FeedFault } from './feed-row.js'

/** Throws a `FeedFault` where the bytes are not UTF-8: guessing would put wrong letters into names. */
export async function* feedText(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const decode = (chunk?: Uint8Array): string => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined })
    } catch {
      throw new FeedFault('The feed is not UTF-8. Save it as UTF-8 and try again.')
    }
  }
  for await (const chunk of chunks) yield decode(chunk)
  yield decode()
}

/** Long enough to see what the feed is; the rest is not read for it. */
const enough = 65_536

/** The beginning, and all of it once more, from the beginning. */
export async function peek(
  text: AsyncGenerator<string>,
): Promise<{ readonly head: string; readonly all: AsyncGenerator<string> }> {
  let head = ''
  while (head.length < enough && !head.trimStart().includes('\n')) {
    const { value, done } = await text.next()
    if (done) break
    head += value
  }
  return { head, all: joined(head, text) }
}

async function* joined(head: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield head
  yield* rest
}
