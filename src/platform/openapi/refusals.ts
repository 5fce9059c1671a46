// What routes answer when they refuse: one response for each status and set of codes, which routes then refer to. Pure.
import type { DescribedRoute, ProblemCodes } from './described-route.js'
import { inCapitals } from './in-capitals.js'
import { type Json, referenceTo } from './name-schemas.js'

export interface Refusal {
  readonly status: number
  readonly codes: readonly string[]
}

/** One status may have several reasons, from several sides. */
export function refusalsOf({ scope, problems = [] }: DescribedRoute, keyProblems: ProblemCodes): Refusal[] {
  const codes = new Map<string, Set<string>>()
  for (const given of [...(scope === undefined ? [] : [keyProblems]), ...problems])
    for (const [status, more] of Object.entries(given))
      codes.set(status, new Set([...(codes.get(status) ?? []), ...more]))
  return [...codes].map(([status, all]) => ({ status: Number(status), codes: [...all].sort() }))
}

/** `ScopeMissing403` */
const nameOf = ({ status, codes }: Refusal): string => `${codes.map(inCapitals).join('Or')}${status}`

export const responseTo = (refusal: Refusal | 'AnyProblem'): Json => ({
  $ref: `#/components/responses/${refusal === 'AnyProblem' ? refusal : nameOf(refusal)}`,
})

/** For `components.responses`. */
export const responsesFor = (refusals: readonly Refusal[]): Json => ({
  AnyProblem: anyProblem,
  ...Object.fromEntries(refusals.map(refusal => [nameOf(refusal), responseOf(refusal)])),
})

const anyProblem: Json = {
  description:
    'What any request may be answered with: `invalid_request` (400) where its address cannot be read, `internal_error` (500) for a fault of ours.',
  content: { 'application/problem+json': { schema: { $ref: referenceTo('Problem') } } },
}

const responseOf = ({ status, codes }: Refusal): Json => ({
  description: codes.map(code => `\`${code}\``).join(', '),
  ...(status === 503 && { headers: headersOf({ 'Retry-After': 'seconds until it may be tried again' }) }),
  content: {
    'application/problem+json': {
      schema: { allOf: [{ $ref: referenceTo('Problem') }, { properties: { code: { enum: codes } } }] },
    },
  },
})

export const headersOf = (headers: Readonly<Record<string, string>>): Json =>
  Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
  )
