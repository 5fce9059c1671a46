// A feed of one JSON object a line, each as `PUT /v1/catalog/products` takes it.
import { type FeedRow, unusable } from './feed-row.js'

/** Longer than any product may be; what is longer is passed over without being kept. */
const longestLine = 1_000_000

export async function* readNdjson(text: AsyncIterable<string>): AsyncGenerator<FeedRow> {
  let line = 1
  let rest = ''
  let tooLong = false
  for await (const chunk of text) {
    const parts = (rest + chunk).split('\n')
    rest = parts.pop() ?? ''
    for (const part of parts) {
      yield* tooLong ? [unusable(line, tooLongFault)] : rowsOf(part, line)
      tooLong = false
      line++
    }
    if (rest.length > longestLine) tooLong = true
    if (tooLong) rest = ''
  }
  yield* tooLong ? [unusable(line, tooLongFault)] : rowsOf(rest, line)
}

const tooLongFault = `is longer than ${longestLine.toLocaleString('en')} characters`

function rowsOf(text: string, line: number): FeedRow[] {
  if (text.trim() === '') return []
  if (text.length > longestLine) return [unusable(line, tooLongFault)]
  try {
    return [{ line, raw: JSON.parse(text) as unknown }]
  } catch {
    return [unusable(line, 'is not JSON')]
  }
}
