// Facts to preview a template with, taken from the tests of a journey that sends it: what its shopper is like, and what
// happened to them.
import type { JourneyDefinition } from '../journeys/definition/journey-schema.js'
import { allSteps, dataTypes } from '../journeys/definition/walk.js'
import type { MessageChannel } from '../model/channel.js'
import type { JsonObject } from '../model/json.js'
import type { JourneyTests } from './parse-tests.js'

export interface Sample {
  readonly journey: JourneyDefinition
  readonly stepId: string
  readonly category: 'marketing' | 'transactional'
  readonly customer: {
    readonly email: string | null
    readonly phone: string | null
    readonly attributes: JsonObject
  }
  readonly data: JsonObject
  readonly outputs: JsonObject
  /** The test it is from; null: there was none with an event that begins the journey. */
  readonly test: string | null
}

/** As in tests: Ann in Berlin. */
const ann = { email: 'ann@example.com', phone: '+4915112345678', attributes: { firstName: 'Ann' } }

/** One for each step that sends the template, in the order of journeys; empty where none does. */
export function samplesOf(
  journeys: readonly JourneyDefinition[],
  tests: readonly JourneyTests[],
  { channel, name }: { readonly channel: MessageChannel; readonly name: string },
): Sample[] {
  return journeys.flatMap(journey =>
    allSteps(journey.steps).flatMap(({ value }) => {
      if (!('send' in value) || value.send !== channel || value.template !== name) return []
      const { id: stepId, category = 'marketing' } = value
      return [{ journey, stepId, category, outputs: outputsOf(journey), ...lifeOf(journey, tests) }]
    }),
  )
}

/** The test whose first event says most: a preview is to show what can be shown. */
function lifeOf(
  journey: JourneyDefinition,
  tests: readonly JourneyTests[],
): Pick<Sample, 'customer' | 'data' | 'test'> {
  const types = dataTypes(journey)
  const file = tests.find(({ journeyId }) => journeyId === journey.id)?.file
  const lives = (file?.cases ?? []).flatMap(one => {
    const begun = one.when.find(({ event }) => event !== undefined && types.includes(event))
    const { email = ann.email, phone = ann.phone, attributes = {} } = one.customer ?? file?.customer ?? {}
    const customer = { email, phone, attributes: { ...ann.attributes, ...attributes } }
    return begun ? [{ customer, data: begun.properties ?? {}, test: one.name }] : []
  })
  const [richest] = lives.toSorted((a, b) => JSON.stringify(b.data).length - JSON.stringify(a.data).length)
  return richest ?? { customer: ann, data: {}, test: null }
}

/** What coupon steps will have put out. */
const outputsOf = (journey: JourneyDefinition): JsonObject =>
  Object.fromEntries(
    allSteps(journey.steps).flatMap(({ value }) =>
      'coupon' in value ? [[value.id, { code: 'EXAMPLE-1' }]] : [],
    ),
  )
