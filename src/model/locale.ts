// The language a customer reads, as a BCP 47 tag of language, script and region. Pure.
import { z } from 'zod'

export const localeSchema = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$/, {
    error: 'must be a locale such as "en", "de-AT" or "zh-Hant-TW"',
  })
  .refine(isKnown, { error: 'is no locale' })

function isKnown(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag)[0] === tag
  } catch {
    return false
  }
}

/**
 * What to look for, the best first: `de-AT` → `de-AT`, `de`. What shops write otherwise (`de_at`, `DE`) is understood; what is
 * no locale at all gives nothing.
 */
export function localesFrom(text: unknown): readonly string[] {
  if (typeof text !== 'string' || text.length > 35) return []
  try {
    const { language, script, region } = new Intl.Locale(text.trim().replaceAll('_', '-'))
    const parts = [[language, script, region], [language, script], [language, region], [language]]
    return [...new Set(parts.map(tags => tags.filter(tag => tag !== undefined).join('-')))]
  } catch {
    return []
  }
}

/** What to look for with these attributes of a customer: `locale` decides, else `language`, as some shops call it. */
export function localesOf(attributes: {
  readonly locale?: unknown
  readonly language?: unknown
}): readonly string[] {
  const own = localesFrom(attributes.locale)
  return own.length > 0 ? own : localesFrom(attributes.language)
}
