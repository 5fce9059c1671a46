// Makes the things tests are about; a test says only what matters to it. Every call makes new values.
import { journeySchema } from '../../src/journeys/definition/journey-schema.js'
import { type Settings, settingsSchema } from '../../src/journeys/definition/settings-schema.js'
import {
  type CustomerState,
  compileJourneys,
  type Enrollment,
  type JourneySet,
  type JourneyVersion,
  type PastMessage,
} from '../../src/journeys/engine/index.js'
import type { Customer, Identifiers } from '../../src/model/customer.js'
import type { Event } from '../../src/model/event.js'
import { partOf } from '../../src/model/ids.js'
import type { JsonObject } from '../../src/model/json.js'
import { offsetMs } from '../../src/workbench/offset.js'

/** When tests begin, unless they say otherwise. */
export const start = new Date('2026-11-21T12:00:00Z')

/** So long after `start`: `at('1h30m')`. */
export const at = (offset: string): Date => new Date(start.getTime() + offsetMs(offset))

/** A customer who may be written to on both channels. */
export function aCustomer(given: Partial<Customer> = {}): Customer {
  const id = given.id ?? '00000000-0000-4000-8000-000000000001'
  return {
    id,
    part: partOf(id),
    email: 'ann@example.com',
    phone: '+4915112345678',
    attributes: {},
    consent: { email: 'subscribed', sms: 'subscribed' },
    consentAt: {},
    topics: {},
    attributesAt: {},
    addressAt: {},
    suppressed: {},
    ...given,
  }
}

export interface GivenEvent {
  readonly type: string
  readonly id?: string
  readonly source?: string
  /** When it happened; it arrived at once unless `receivedAt` says otherwise. */
  readonly occurredAt?: Date
  readonly receivedAt?: Date
  readonly customer?: Identifiers
  readonly properties?: JsonObject
}

export function anEvent({ type, occurredAt = start, ...given }: GivenEvent): Event {
  return {
    source: 'shop',
    id: `evt-${type}-${occurredAt.getTime() - start.getTime()}`,
    type,
    customer: { email: 'ann@example.com' },
    properties: {},
    ...given,
    occurredAt: occurredAt.toISOString(),
    receivedAt: (given.receivedAt ?? occurredAt).toISOString(),
  }
}

/** A journey file as version 1; by default it is entered by `product_added` and sends one email after an hour. */
export function aJourney(
  given: JsonObject = {},
  { version = 1, segments = {} }: Partial<Pick<JourneyVersion, 'version' | 'segments'>> = {},
): JourneyVersion {
  const journey = journeySchema.parse({
    id: 'cart-recovery',
    name: 'A journey',
    trigger: { event: 'product_added' },
    steps: [
      { id: 'settle', wait: '1h' },
      { id: 'remind', send: 'email', template: 'reminder' },
    ],
    ...given,
  })
  return { journeyId: journey.id, version, journey, segments }
}

export function settings(given: JsonObject = {}): Settings {
  return settingsSchema.parse({
    brand: { name: 'Shop', url: 'https://shop.example', postalAddress: 'Street 1, Town' },
    senders: { email: { from: 'hello@shop.example', name: 'Shop' } },
    currency: 'EUR',
    ...given,
  })
}

/** The journeys, compiled; of several versions of one journey the last is the one that customers enter. */
export function journeySet(
  versions: readonly JourneyVersion[],
  given: JsonObject = {},
  besides: Parameters<typeof compileJourneys>[3] = {},
): JourneySet {
  const active = new Map(versions.map(({ journeyId, version }) => [journeyId, version]))
  return compileJourneys(settings(given), versions, active, besides)
}

export function anEnrollment(given: Partial<Enrollment> = {}): Enrollment {
  return {
    id: '00000000-0000-4000-8000-0000000000e1',
    customerId: aCustomer().id,
    journeyId: 'cart-recovery',
    version: 1,
    key: '',
    status: 'active',
    stepId: 'settle',
    seq: 2,
    pass: 1,
    wakeAt: null,
    dueAt: null,
    enteredAt: start,
    triggeredAt: start,
    endedAt: null,
    endedBy: null,
    source: 'shop',
    eventId: 'evt-1',
    data: {},
    outputs: {},
    holdout: false,
    heldBy: null,
    variants: {},
    country: null,
    segments: [],
    queuedMessages: 0,
    ...given,
  }
}

/** A message that was handed over at `start`, unless `wireAt` says otherwise. */
export function aMessage(given: Partial<PastMessage> = {}): PastMessage {
  return {
    id: '00000000-0000-4000-8000-0000000000f1',
    enrollmentId: anEnrollment().id,
    journeyId: 'cart-recovery',
    version: 1,
    key: '',
    stepId: 'remind',
    channel: 'email',
    category: 'marketing',
    content: 'reminder',
    createdAt: start,
    wireAt: start,
    ...given,
  }
}

/** All that is known of a customer about whom nothing was loaded yet. */
export function aState(given: Partial<CustomerState> = {}): CustomerState {
  return {
    customer: aCustomer(),
    enrollments: [],
    history: new Map(),
    messages: null,
    products: new Map(),
    grants: new Map(),
    watch: null,
    ...given,
  }
}
