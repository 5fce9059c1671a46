// A Google Merchant feed as XML (RSS 2.0 or Atom), one item after another. Knows no entities but those of XML and HTML,
// fetches nothing, and refuses a document type that brings its own: no feed needs one, and attacks do.
import sax from 'sax'
import { FeedFault, type FeedRow, unusable } from './feed-row.js'
import type { GoogleItem } from './google-product.js'

/** Tags inside tags: a feed has about five. */
const deepest = 50
/** Characters of one item, all attributes together. */
const longestItem = 500_000

interface Item {
  readonly line: number
  readonly depth: number
  readonly values: Map<string, string[]>
  length: number
}

export async function* readGoogleXml(
  text: AsyncIterable<string>,
  rowOf: (item: GoogleItem, line: number) => FeedRow,
): AsyncGenerator<FeedRow> {
  const items = new ItemReader()
  for await (const chunk of text) {
    items.write(chunk)
    for (const item of items.take()) yield finished(item, rowOf)
  }
  items.end()
  for (const item of items.take()) yield finished(item, rowOf)
}

const finished = (item: Item, rowOf: (item: GoogleItem, line: number) => FeedRow): FeedRow =>
  item.length > longestItem
    ? unusable(item.line, `is longer than ${longestItem.toLocaleString('en')} characters`)
    : rowOf(item.values, item.line)

/** From pieces of text to items. Throws a `FeedFault` where the text is no XML. */
class ItemReader {
  private readonly parser = sax.parser(true, { position: true })
  private depth = 0
  private item: Item | null = null
  /** The attribute of the item that is open, and its text so far. */
  private open: { readonly name: string; text: string } | null = null
  private done: Item[] = []

  constructor() {
    this.parser.onerror = error => this.fail(error.message.split('\n')[0] ?? 'is not XML')
    this.parser.ondoctype = text => {
      if (text.includes('[')) this.fail('the document type brings entities of its own, which no feed may do')
    }
    this.parser.onopentag = tag => this.enter(tag as sax.Tag)
    this.parser.onclosetag = () => this.leave()
    this.parser.ontext = text => this.add(text)
    this.parser.oncdata = text => this.add(text)
  }

  write(chunk: string): void {
    this.parser.write(chunk)
  }

  end(): void {
    if (this.depth > 0) this.fail('the feed ends in the middle')
    this.parser.close()
  }

  take(): Item[] {
    return this.done.splice(0)
  }

  private enter({ name, attributes }: sax.Tag): void {
    this.depth++
    if (this.depth > deepest) this.fail(`tags are nested deeper than ${deepest}`)
    if (!this.item) {
      if (name === 'item' || name === 'entry')
        this.item = { line: this.line(), depth: this.depth, values: new Map(), length: 0 }
      return
    }
    if (this.depth !== this.item.depth + 1) return
    // Atom says where a link goes in an attribute.
    this.open = { name: name.replace(/^g:/, ''), text: name === 'link' ? (attributes.href ?? '') : '' }
  }

  private add(text: string): void {
    // Only what stands in the attribute itself: what is nested deeper, such as shipping, is no product's.
    if (!this.item || !this.open || this.depth !== this.item.depth + 1) return
    this.item.length += text.length
    if (this.item.length <= longestItem) this.open.text += text
  }

  private leave(): void {
    if (this.item && this.open && this.depth === this.item.depth + 1) {
      const value = this.open.text.trim()
      const { values } = this.item
      if (value !== '') values.set(this.open.name, [...(values.get(this.open.name) ?? []), value])
      this.open = null
    }
    if (this.item?.depth === this.depth) {
      this.done.push(this.item)
      this.item = null
    }
    this.depth--
  }

  private line(): number {
    return this.parser.line + 1
  }

  private fail(why: string): never {
    throw new FeedFault(`line ${this.line()}: ${why}.`)
  }
}
