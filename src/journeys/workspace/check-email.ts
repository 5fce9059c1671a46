// What an email should have besides being right: what the law wants of marketing, and what makes it readable for everybody.
import type { WarningCode } from '../definition/finding.js'
import type { LiquidFault } from './check-liquid.js'
import type { EmailContent } from './template-content.js'

/** `source`: the whole MJML, blocks put in. Warnings all: what marketing must have is decided by who sends it. */
export function checkEmail(source: string, { html, preheader }: EmailContent): LiquidFault[] {
  const warnings: LiquidFault[] = []
  const warn = (code: WarningCode, message: string, line = 1): void => {
    warnings.push({ level: 'warning', code, line, message })
  }
  if (!html.includes('unsubscribeUrl'))
    warn('no_unsubscribe', 'has no link to unsubscribe; add one to {{ unsubscribeUrl }}')
  if (!html.includes('brand.postalAddress'))
    warn('no_postal_address', 'does not show {{ brand.postalAddress }}, which marketing email must')
  if (!html.includes('brand.reason'))
    warn('no_reason', 'does not say why its reader gets it; show {{ brand.reason }}')
  if (preheader === '')
    warn(
      'no_preheader',
      'has no preheader, so that lists of mails show whatever it begins with; write <mj-preview>…</mj-preview> into <mj-head>',
    )
  if (!/color-scheme/.test(source))
    warn(
      'no_dark_mode',
      'does not say how it looks in the dark, so that mail programs guess; add an <mj-style> with "color-scheme" and "prefers-color-scheme: dark"',
    )
  for (const { line, tag } of mute(source))
    warn('image_without_alt', `<${tag}> has no text for who sees no images; write alt="…"`, line)
  return warnings
}

/** An empty `alt` of a plain <img> says that it only decorates; an mj-image is never meant so. */
function mute(source: string): { line: number; tag: string }[] {
  return [...source.matchAll(/<(mj-image|img|mj-carousel-image)\b((?:"[^"]*"|'[^']*'|[^>"'])*)>/g)]
    .filter(([, tag, attributes]) => {
      const alt = /\balt=("[^"]*"|'[^']*')/.exec(attributes ?? '')?.[1]
      return alt === undefined || (tag !== 'img' && alt.length === 2)
    })
    .map(match => ({ line: source.slice(0, match.index).split('\n').length, tag: match[1]! }))
}
