// Every way in which the reports are asked for by the tests of their numbers: each grouping, model and basis, over 7, 30 and
// 90 days, for all journeys and for one.
import { parametersOf, type ReportKind } from '../../../src/reports/index.js'
import type { Asked } from './own-reports.js'

type Texts = Record<string, string>

/** Those of lift whose entries' windows are open are counted too: which are is a matter of the present. */
const always: Readonly<Record<string, Texts>> = { lift: { immature: 'include' }, timing: { convert: 'yes' } }

/** What no parameter lists by itself. */
const others: Readonly<Record<string, readonly Texts[]>> = {
  conversions: [
    { goal: 'margin' },
    { goal: 'opened', by: 'week' },
    { by: 'day', basis: 'entry', model: 'linear' },
  ],
  lift: [{ of: 'global' }, { of: 'look' }, { of: 'offer' }, { of: 'offer', goal: 'margin' }],
  timing: [{ by: 'delay', goal: 'viewed' }],
}

/** What changes no figure that is compared. */
const skipped: ReadonlySet<string> = new Set(['convert', 'immature', 'channel'])

export function waysToAsk(kind: ReportKind, to: string): Asked[] {
  const ways = [{}, ...parametersOf(kind).flatMap(valuesOf), ...(others[kind.name] ?? [])]
  return ways.flatMap(way =>
    ['7', '30', '90'].flatMap(days => {
      const texts: Texts = { ...always[kind.name], ...way, days, to }
      const isGlobal = texts.of === 'global'
      return (
        [texts, ...(isGlobal || days === '7' ? [] : [{ ...texts, journey: 'cart-recovery' }])]
          // That journey has neither.
          .filter(asked => !((asked.goal === 'opened' || asked.of === 'look') && asked.journey))
          .map(texts => ({ report: kind.name, texts }))
      )
    }),
  )
}

const valuesOf = ({ name, values = [], default: usual }: ReturnType<typeof parametersOf>[number]): Texts[] =>
  skipped.has(name) ? [] : values.filter(value => value !== usual).map(value => ({ [name]: value }))
