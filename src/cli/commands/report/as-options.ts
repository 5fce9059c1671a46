// Sentences of reports name parameters as an address has them; here they are options. Pure.
import { flagOf } from './report-options.js'

/** `"(by=version shows each)"` → `"(--by version shows each)"`, of the parameters that the report has. */
export const asOptions = (sentence: string, parameters: readonly string[]): string =>
  sentence.replace(/\b([a-z_]+)=(?=[a-z])/g, (text, name: string) =>
    parameters.includes(name) ? `${flagOf(name)} ` : text,
  )
