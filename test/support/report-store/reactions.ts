// What comes of a message that was handed over: reports of the provider and of links, machines that open and click, and
// orders that would not have been made without it. Pure: all chance is handed in.
import type { Random } from '../../../src/demo/random.js'
import type { Identifiers } from '../../../src/model/customer.js'
import { ownSource } from '../../../src/model/event.js'
import type { JsonObject } from '../../../src/model/json.js'
import { tellOfOrder } from './orders.js'
import { after, days, hours, minutes, type Planned, plan } from './plan.js'

export interface HandedOver {
  readonly id: string
  readonly journeyId: string
  readonly stepId: string
  readonly channel: string
  readonly template: string
  readonly wireAt: Date
  readonly customer: Identifiers
  readonly country: string | null
  readonly cartId: string | null
}

export function reactTo(random: Random, message: HandedOver): Planned[] {
  const { channel, wireAt } = message
  const told: Planned[] = []
  const tell = (word: string, ms: number, properties: JsonObject = {}): void => {
    told.push(
      ...report(
        random,
        message,
        word.includes('_') ? word : `${channel}_${word}`,
        after(wireAt, ms),
        properties,
      ),
    )
  }
  if (random.chance(0.03)) {
    tell(channel === 'sms' ? 'failed' : 'bounced', minutes(1), { kind: random.chance(0.3) ? 'hard' : 'soft' })
    return told
  }
  if (random.chance(0.95)) tell('delivered', 20_000 + random.int(0, 9_999))
  if (random.chance(0.1))
    tell('message_prefetched', 2_000 + random.int(0, 999), { what: 'click', sign: 'burst' })
  if (channel === 'email' && random.chance(0.4)) tell('opened', hours(20 * random.next() ** 2))
  const clicks = random.weighted([
    [0, 75],
    [1, 18],
    [3, 7],
  ])
  for (let n = 0; n < clicks; n++) tell('clicked', hours(48 * random.next() ** 2) + n)
  if (random.chance(0.01)) tell('unsubscribed', hours(2 * random.next()))
  if (channel === 'email' && random.chance(0.005)) tell('complained', hours(3 * random.next()))
  if (random.chance(0.12)) told.push(...order(random, message))
  return told
}

function order(random: Random, { id, wireAt, customer, country, cartId }: HandedOver): Planned[] {
  return tellOfOrder(random, {
    id: `m-${id}`,
    at: after(wireAt, minutes(5) + days(9 * random.next() ** 3)),
    customer,
    currency: country === 'US' ? 'USD' : country === 'GB' ? 'GBP' : 'EUR',
    cartId: random.chance(0.6) ? cartId : null,
  })
}

const report = (
  random: Random,
  { id, journeyId, stepId, template, customer }: HandedOver,
  type: string,
  at: Date,
  properties: JsonObject,
): Planned[] =>
  plan(random, {
    source: ownSource,
    id: `${type}:${id}:${at.getTime()}`,
    type,
    at,
    customer,
    properties: {
      ...properties,
      messageId: id,
      journey: journeyId,
      step: stepId,
      template,
      provider: 'made-up',
    },
  })
