// The finding for values that may be missing when a template is sent, and for which it has no rule.
import { type LiquidFault, parsedLiquid } from './check-liquid.js'
import { missingReads, requiredIn } from './missing-values.js'

/** One text of a template, and where its file has it: its own line where it is all of the file. */
export interface TemplateText {
  readonly text: string
  readonly line?: number
}

/**
 * `sure`: what is there for everybody who gets it. What one text requires, the others have. `told`: what was found already; a name
 * that is wrong need not be said to be missing, too.
 */
export function checkMissing(
  texts: readonly TemplateText[],
  sure: ReadonlySet<string>,
  told: readonly LiquidFault[] = [],
): LiquidFault[] {
  const isTold = (name: string): boolean => told.some(({ message }) => message.includes(`"${name}"`))
  const parsed = texts.map(one => ({ ...one, templates: parsedLiquid(one.text) ?? [] }))
  const required = parsed.flatMap(({ templates }) => requiredIn(templates))
  const all = new Set([...sure, ...required])
  const faults = parsed.flatMap(({ templates, line: place }) =>
    missingReads(templates, all)
      .filter(({ path, written }) => !isTold(path) && !isTold(written))
      .map(({ written, line }) => faultOf(written, place ?? line)),
  )
  const seen = new Set<string>()
  return faults.filter(({ message }) => !seen.has(message) && seen.add(message))
}

const faultOf = (written: string, line: number): LiquidFault => ({
  level: 'warning',
  code: 'may_be_missing',
  line,
  message: `{{ ${written} }} may be missing, and nothing says what then: give it a default ({{ ${written} | default: "…" }}), leave the block out ({% if ${written} %}), or the message ({% require ${written} %})`,
})
