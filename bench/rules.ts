// The condition evaluator beside json-logic-js and json-rules-engine: the same rules on the same facts, in one process
// on one core, all in turn and that five times.
// The figure that is compared is of the bare answer, which is all that json-logic-js gives; what it costs to write down
// why a rule did not match, as every decision of the engine does, stands beside it.
// @ts-expect-error It comes without types.
import jsonLogic from 'json-logic-js'
import { Engine } from 'json-rules-engine'
import { compileCondition, type Scope } from '../src/journeys/engine/condition.js'
import type { Customer } from '../src/model/customer.js'
import type { JsonObject } from '../src/model/json.js'
import { type Facts, makeFacts, type Rule, rules } from './rule-set.js'

/** Evaluations per second of one rule; `ratio` is Triggerfish to the faster of the other two. */
export interface RuleFigures {
  readonly rule: string
  readonly triggerfish: number
  /** With the reasons of those that do not match. */
  readonly explained: number
  readonly jsonLogic: number
  readonly jsonRulesEngine: number
  readonly ratio: number
}

/** Judges all facts once and counts those that match. */
type Pass = () => number | Promise<number>
type Lane = Exclude<keyof RuleFigures, 'rule' | 'ratio'>
const lanes = ['triggerfish', 'explained', 'jsonLogic', 'jsonRulesEngine'] as const satisfies readonly Lane[]

const rounds = 5
const roundMs = 220
const warmUpMs = 250

/**
 * Throws where the three do not agree on a single one of the facts. Takes about half a minute. All rules are loaded and
 * warm before the first is measured: code that has met one rule only is faster than it will ever be in service.
 */
export async function benchRules(): Promise<RuleFigures[]> {
  const facts = makeFacts(512)
  for (const rule of rules) await mustAgree(rule, facts)
  const tracks = rules.map(rule => ({
    rule: rule.name,
    passes: passesOf(rule, facts),
    measured: noFigures(),
  }))
  const inTurn = async (ms: number, keep: boolean): Promise<void> => {
    for (const { passes, measured } of tracks) {
      for (const lane of lanes) {
        const figure = await perSecond(passes[lane], facts.length, ms)
        if (keep) measured[lane].push(figure)
      }
    }
  }
  await inTurn(warmUpMs, false)
  for (let round = 0; round < rounds; round++) await inTurn(roundMs, true)
  return tracks.map(({ rule, measured }) => figuresOf(rule, measured))
}

const noFigures = (): Record<Lane, number[]> => ({
  triggerfish: [],
  explained: [],
  jsonLogic: [],
  jsonRulesEngine: [],
})

function passesOf(rule: Rule, facts: readonly Facts[]): Record<Lane, Pass> {
  const test = compileCondition(rule.triggerfish, {})
  // As they come from the wire, and a copy for each, so that none finds what another has left.
  const scopes = copyOf(facts).map(scopeOf)
  return {
    triggerfish: passOf(scope => test(scope, null) === true, scopes),
    explained: passOf(scope => test(scope, []) === true, copyOf(facts).map(scopeOf)),
    jsonLogic: passOf(logicJudge(rule), copyOf(facts).map(plain)),
    jsonRulesEngine: enginePass(engineJudge(rule), copyOf(facts).map(plain)),
  }
}

const copyOf = (facts: readonly Facts[]): Facts[] => JSON.parse(JSON.stringify(facts)) as Facts[]

function figuresOf(rule: string, measured: Record<Lane, readonly number[]>): RuleFigures {
  const [triggerfish, explained, jsonLogic, jsonRulesEngine] = lanes.map(lane => median(measured[lane])) as [
    number,
    number,
    number,
    number,
  ]
  const ratio = triggerfish / Math.max(jsonLogic, jsonRulesEngine)
  return { rule, triggerfish, explained, jsonLogic, jsonRulesEngine, ratio }
}

const median = (figures: readonly number[]): number =>
  [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)]!

async function perSecond(pass: Pass, perPass: number, ms: number): Promise<number> {
  const start = performance.now()
  let [count, elapsed] = [0, 0]
  while (elapsed < ms) {
    // What a pass counts must be used, or an optimiser might leave it out.
    if ((await pass()) < 0) throw new Error('cannot be')
    count += perPass
    elapsed = performance.now() - start
  }
  return (count / elapsed) * 1_000
}

type Judge<Given> = (given: Given) => boolean

const passOf =
  <Given>(judge: Judge<Given>, all: readonly Given[]): Pass =>
  () => {
    let matches = 0
    for (const given of all) if (judge(given)) matches++
    return matches
  }

const plain = ({ customer, properties }: Facts): Record<string, unknown> => ({ customer, ...properties })

const applyLogic: (rule: JsonObject, facts: unknown) => unknown = jsonLogic.apply
const logicJudge =
  (rule: Rule): Judge<unknown> =>
  given =>
    applyLogic(rule.jsonLogic, given) === true

function engineJudge(rule: Rule): (given: Record<string, unknown>) => Promise<boolean> {
  const engine = new Engine([{ conditions: rule.jsonRulesEngine, event: { type: 'matched' } }])
  return async given => (await engine.run(given)).events.length > 0
}

function enginePass(
  judge: (given: Record<string, unknown>) => Promise<boolean>,
  all: readonly Record<string, unknown>[],
): Pass {
  return async () => {
    let matches = 0
    for (const given of all) if (await judge(given)) matches++
    return matches
  }
}

async function mustAgree(rule: Rule, facts: readonly Facts[]): Promise<void> {
  const test = compileCondition(rule.triggerfish, {})
  const logic = logicJudge(rule)
  const engine = engineJudge(rule)
  for (const one of facts) {
    const answers = [test(scopeOf(one), null) === true, logic(plain(one)), await engine(plain(one))]
    if (new Set(answers).size > 1)
      throw new Error(`${rule.name}: ${answers.join(', ')} of ${JSON.stringify(one)}`)
  }
}

function scopeOf({ customer, properties }: Facts): Scope {
  return {
    properties,
    data: properties,
    outputs: {},
    customer: customerWith(customer),
    zone: 'Europe/Berlin',
    now: new Date('2026-11-20T10:00:00Z'),
    entryAt: null,
    history: () => [],
    product: () => null,
  }
}

const customerWith = (attributes: Customer['attributes']): Customer => ({
  id: '00000000-0000-4000-8000-000000000001',
  part: 1,
  email: 'ann@example.com',
  phone: null,
  attributes,
  consent: { email: 'subscribed', sms: 'unknown' },
  consentAt: {},
  topics: {},
  attributesAt: {},
  addressAt: {},
  suppressed: {},
})

/** The table of a terminal. */
export function ruleLines(figures: readonly RuleFigures[]): string[] {
  const number = (value: number): string => Math.round(value).toLocaleString('en').padStart(14)
  const titles = ['Triggerfish', 'explained', 'json-logic-js', 'json-rules', 'ratio']
  return [
    `${'evaluations/s'.padEnd(28)}${titles.map(title => title.padStart(14)).join('')}`,
    ...figures.map(
      ({ rule, triggerfish, explained, jsonLogic, jsonRulesEngine, ratio }) =>
        `${rule.padEnd(28)}${[triggerfish, explained, jsonLogic, jsonRulesEngine].map(number).join('')}${ratio.toFixed(1).padStart(14)}`,
    ),
  ]
}
