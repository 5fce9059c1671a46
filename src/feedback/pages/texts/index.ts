// The languages the pages are shipped in. One more is one more file like en.ts, and its line here.
import { localesFrom } from '../../../model/locale.js'
import { german } from './de.js'
import { english } from './en.js'
import type { PageTexts } from './page-texts.js'

export type { Fault, PageTexts } from './page-texts.js'

const languages: ReadonlyMap<string, PageTexts> = new Map([
  ['en', english],
  ['de', german],
])

/** The first of these that is shipped, else English. What is no locale is passed over. */
export function textsIn(...wanted: readonly unknown[]): PageTexts {
  for (const locale of wanted.flatMap(localesFrom)) {
    const texts = languages.get(locale)
    if (texts) return texts
  }
  return english
}

/** Of the header `Accept-Language`, in the order it names them: browsers write the best first. */
export const acceptedLocales = (header: string | undefined): readonly string[] =>
  (header ?? '')
    .slice(0, 200)
    .split(',')
    .map(part => part.split(';')[0]!.trim())
