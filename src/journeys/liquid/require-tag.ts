// {% require product.name, product.url %}: a message that lacks one of these is not sent at all.
import {
  type Context,
  evalToken,
  type Liquid,
  Tag,
  type TagToken,
  type TopLevelToken,
  type ValueToken,
} from 'liquidjs'
import { isBlank } from './blank.js'

/** The template does not want to be sent without this value. */
export class MissingValue extends Error {
  readonly code = 'missing_value'
  /** As the template names it. */
  readonly path: string

  constructor(path: string) {
    super(`the template requires ${path}`)
    this.path = path
  }
}

export class RequireTag extends Tag {
  readonly values: readonly ValueToken[]

  constructor(token: TagToken, rest: TopLevelToken[], liquid: Liquid) {
    super(token, rest, liquid)
    const values: ValueToken[] = []
    for (;;) {
      const value = this.tokenizer.readValue()
      if (!value) throw new Error('require is written {% require product.name, product.url %}')
      values.push(value)
      this.tokenizer.skipBlank()
      if (this.tokenizer.end()) break
      if (this.tokenizer.peek() !== ',')
        throw new Error('require is written {% require product.name, product.url %}')
      this.tokenizer.advance()
    }
    this.values = values
  }

  *render(context: Context): Generator<unknown, void, unknown> {
    for (const value of this.values) {
      if (isBlank(yield evalToken(value, context))) throw new MissingValue(value.getText())
    }
  }

  arguments(): readonly ValueToken[] {
    return this.values
  }
}
