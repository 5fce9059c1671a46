// Words that the settings say once for everybody, or once for each language. Pure.
export type SpokenWords = string | Readonly<Record<string, string>>

/** In the first of these languages that there is, the best first; else as written first. null: there are no words at all. */
export function spokenIn(words: SpokenWords | undefined, locales: readonly string[]): string | null {
  if (words === undefined || typeof words === 'string') return words ?? null
  const locale = locales.find(tag => Object.hasOwn(words, tag))
  return locale === undefined ? (Object.values(words)[0] ?? null) : words[locale]!
}
