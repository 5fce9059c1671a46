// Lets a customer live through what a case tells, and answers what was decided, line by line.
import type { Condition } from '../journeys/definition/condition-schema.js'
import { type JourneyDefinition, journeySchema } from '../journeys/definition/journey-schema.js'
import type { Settings } from '../journeys/definition/settings-schema.js'
import { compileJourneys, type JourneySet, type JourneyVersion } from '../journeys/engine/index.js'
import type { TopicConsents } from '../model/consent.js'
import type { Customer } from '../model/customer.js'
import { partOf } from '../model/ids.js'
import { type CaseClock, caseClock } from './case-clock.js'
import { type Describer, describeHappening } from './describe-happening.js'
import { eventsOf } from './events-of.js'
import type { Life, Moment } from './life-schema.js'
import { Simulation } from './simulation.js'
import { Supplies } from './supplies.js'

/** What a workspace says. */
export interface Frame {
  readonly settings: Settings
  readonly journeys: readonly JourneyDefinition[]
  readonly segments: Readonly<Record<string, Condition>>
}

export type PlayedMoment = Moment & { readonly publish?: readonly { readonly id: string }[] }

/** Throws where a moment cannot be, such as an event that nobody could post. */
export function play(frame: Frame, life: Life, when: readonly PlayedMoment[]): string[] {
  const published = new Published(frame)
  const clock = caseClock(life, frame.settings.timeZone)
  const supplies = new Supplies(life)
  const simulation = new Simulation(published.compiled(), customerOf(life), clock.at('0m'), {
    handsOverAtOnce: life.handOver !== 'by hand',
    watched: life.watched !== false,
    supplies,
  })
  for (const [index, moment] of when.entries()) {
    simulation.advanceTo(clock.at(moment.at))
    if (moment.publish) simulation.publish(published.add(moment.publish))
    if (moment.catalog) simulation.stock(moment.catalog)
    for (const event of eventsOf(moment, index, simulation, clock)) simulation.hear(event)
    if (moment.handOver) simulation.handOver()
  }
  const several = when.some(({ publish }) => publish !== undefined)
  const describer = describerOf(simulation, clock, several)
  return simulation.happenings.flatMap(happening => describeHappening(happening, describer))
}

/** All versions so far, as they are compiled together. */
class Published {
  private readonly versions: JourneyVersion[] = []
  private readonly frame: Frame

  constructor(frame: Frame) {
    this.frame = frame
    for (const journey of frame.journeys) this.push(journey)
  }

  /** A case need not name its journeys for people. */
  add(files: readonly { readonly id: string }[]): JourneySet {
    for (const file of files) this.push(journeySchema.parse({ name: file.id, ...file }))
    return this.compiled()
  }

  compiled(): JourneySet {
    const { settings, segments } = this.frame
    const active = new Map(this.versions.map(({ journeyId, version }) => [journeyId, version]))
    const journeys = compileJourneys(settings, this.versions, active, { segments })
    if (journeys.broken.length > 0) throw new Error(journeys.broken.join('; '))
    return journeys
  }

  private push(journey: JourneyDefinition): void {
    const { segments } = this.frame
    const version = 1 + this.versions.filter(({ journeyId }) => journeyId === journey.id).length
    this.versions.push({ journeyId: journey.id, version, journey, segments })
  }
}

const customerId = '00000000-0000-4000-8000-000000000001'

/** Ann, of Berlin by her number, who may be written to, as far as the case does not say otherwise. */
function customerOf({ customer = {} }: Life): Customer {
  const { consent, topics = {}, attributes = {}, ...rest } = customer
  return {
    id: customerId,
    part: partOf(customerId),
    email: 'ann@example.com',
    phone: '+4915112345678',
    consentAt: {},
    attributesAt: {},
    addressAt: {},
    suppressed: {},
    ...rest,
    attributes,
    topics: topicsOf(topics),
    consent: { email: 'subscribed', sms: 'subscribed', ...consent },
  }
}

/** Said long before the case begins. */
function topicsOf(given: NonNullable<NonNullable<Life['customer']>['topics']>): TopicConsents {
  const said = Object.entries(given).map(([channel, topics]) => [
    channel,
    Object.fromEntries(Object.entries(topics).map(([topic, status]) => [topic, { status, at: 0 }])),
  ])
  return Object.fromEntries(said)
}

function describerOf({ state }: Simulation, clock: CaseClock, several: boolean): Describer {
  const keys = new Map(state.enrollments.map(({ id, key }) => [id, key]))
  return {
    journey: (id, version) => (several ? `${id}@${version}` : id),
    keyOf: enrollmentId => keys.get(enrollmentId) ?? '',
    time: (at, customer) => clock.show(at, customer),
  }
}
