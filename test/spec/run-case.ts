// Runs one numbered case and answers what happened, line by line.

import { journeySchema } from '../../src/journeys/definition/journey-schema.js'
import { compileJourneys, type JourneySet, type JourneyVersion } from '../../src/journeys/engine/index.js'
import type { Customer } from '../../src/model/customer.js'
import { type Event, parseEvent } from '../../src/model/event.js'
import type { JsonObject } from '../../src/model/json.js'
import { aCustomer, at, settings } from '../support/builders.js'
import type { Case, CaseFile, Moment } from './case-schema.js'
import { describeHappening, keysOf, type Label } from './describe-happening.js'
import { Simulation } from './simulation.js'

type Given = Pick<CaseFile, 'journeys' | 'settings' | 'segments' | 'customer' | 'handOver'>

export function runCase(file: Given, one: Case): string[] {
  const given: Given = { ...file, ...one }
  const versions = (given.journeys ?? []).map(journey => versionOf(journey, 1, given))
  const several = one.when.some(({ publish }) => publish !== undefined)
  const label: Label = (id, version) => (several ? `${id}@${version}` : id)
  const simulation = new Simulation(compiled(versions, given), customerOf(given), at('0m'), {
    handsOverAtOnce: given.handOver !== 'by hand',
  })
  for (const [index, moment] of one.when.entries()) {
    simulation.advanceTo(at(moment.at))
    for (const journey of moment.publish ?? []) {
      const version = 1 + versions.filter(({ journeyId }) => journeyId === journey.id).length
      versions.push(versionOf(journey, version, given))
      simulation.publish(compiled(versions, given))
    }
    if (moment.event !== undefined) simulation.hear(eventOf(moment, index, simulation.state.customer))
    if (moment.handOver) simulation.handOver()
  }
  const keyOf = keysOf(simulation.state.enrollments)
  return simulation.happenings.flatMap(happening => describeHappening(happening, label, keyOf))
}

/** A case need not name its journeys for people. */
function versionOf(journey: { id: string }, version: number, { segments = {} }: Given): JourneyVersion {
  return {
    journeyId: journey.id,
    version,
    journey: journeySchema.parse({ name: journey.id, ...journey }),
    segments: Object.fromEntries(Object.entries(segments).map(([name, segment]) => [name, segment.if])),
  }
}

const compiled = (versions: readonly JourneyVersion[], given: Given): JourneySet =>
  compileJourneys(
    settings(given.settings as JsonObject),
    versions,
    new Map(versions.map(({ journeyId, version }) => [journeyId, version])),
  )

function customerOf({ customer = {} }: Given): Customer {
  const { consent, attributes, ...rest } = customer
  const blank = aCustomer()
  return {
    ...blank,
    ...rest,
    attributes: (attributes ?? {}) as JsonObject,
    consent: { ...blank.consent, ...consent },
  }
}

/** By the public contract of events, so that no case speaks of an event that could not be posted. */
function eventOf(moment: Moment, index: number, { email, phone }: Customer): Event {
  const { event: type, id = `evt-${index}`, occurredAt = moment.at, properties } = moment
  const known = { id: 'c-1', ...(email !== null && { email }), ...(phone !== null && { phone }) }
  const posted = { id, type, occurredAt: at(occurredAt), customer: moment.customer ?? known, properties }
  const parsed = parseEvent({ ...posted, occurredAt: posted.occurredAt.toISOString() }, 'shop', at(moment.at))
  if ('faults' in parsed) throw new Error(`event ${index}: ${JSON.stringify(parsed.faults)}`)
  return parsed.event
}
