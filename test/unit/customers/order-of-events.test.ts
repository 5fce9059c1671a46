// The same events in any order of arrival leave the same customer: attributes, addresses, consents by channel and topic. Only of
// attributes told for the same moment the later arrival counts.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { blankCustomer, changeCustomer } from '../../../src/customers/index.js'
import type { Customer } from '../../../src/model/customer.js'
import type { Event } from '../../../src/model/event.js'
import { aCustomer, anEvent, at } from '../../support/builders.js'

const offset = fc.integer({ min: 0, max: 6 }).map(hours => at(`${hours}h`))
const channel = fc.constantFrom('email', 'sms')
const topic = fc.constantFrom(undefined, 'newsletter', 'offers', 'constructor')
const names = fc.record(
  { email: fc.constantFrom('a@x.example', 'b@x.example'), phone: fc.constantFrom('+491511', '+491522') },
  { requiredKeys: [] },
)
const value = fc.constantFrom(null, 1, 'gold', { b: 1, a: [2] }, { a: [2], b: 1 }, [1, 2])
const attributes = fc.dictionary(fc.constantFrom('tier', 'country', 'valueOf'), value)
const said = fc
  .record({ channel, topic, status: fc.constantFrom('subscribed', 'unsubscribed') })
  .map(({ topic: about, ...rest }) => ({ ...rest, ...(about !== undefined && { topic: about }) }))

const event: fc.Arbitrary<Event> = fc
  .tuple(
    offset,
    names,
    fc.oneof(
      attributes.map(properties => ({ type: 'customer_updated', properties })),
      said.map(properties => ({ type: 'consent_changed', properties })),
      fc
        .constantFrom('email_complained', 'email_bounced', 'cart_viewed')
        .map(type => ({ type, properties: {} })),
      topic.map(about => ({
        type: 'sms_unsubscribed',
        properties: about === undefined ? {} : { topic: about },
      })),
    ),
  )
  .map(([occurredAt, customer, rest]) => anEvent({ ...rest, occurredAt, customer } as never))

const after = (events: readonly Event[]): Customer =>
  events.reduce(
    (customer, one) => changeCustomer(customer, one, one.customer).customer,
    blankCustomer(aCustomer().id),
  )

const known = ({
  attributes,
  attributesAt,
  email,
  phone,
  addressAt,
  consent,
  consentAt,
  topics,
}: Customer) => ({
  attributes,
  attributesAt,
  email,
  phone,
  addressAt,
  consent,
  consentAt,
  topics,
})

const isUpdate = ({ type }: Event): boolean => type === 'customer_updated'

/** As shuffled, but for words on attributes of the same moment, which arrive in the order they were said. */
function asSaid(said: readonly Event[], shuffled: readonly Event[]): Event[] {
  const left = [...said]
  return shuffled.map(event => {
    if (!isUpdate(event)) return event
    const first = left.findIndex(other => isUpdate(other) && other.occurredAt === event.occurredAt)
    return left.splice(first, 1)[0]!
  })
}

it('the same events in any order leave the same customer', () => {
  const orders = fc
    .array(event, { maxLength: 8 })
    .chain(events => fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })))
  fc.assert(
    fc.property(orders, ([one, other]) => {
      expect(known(after(asSaid(one, other)))).toEqual(known(after(one)))
    }),
    { numRuns: 500 },
  )
})

it('an event that comes a second time changes nothing', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 6 }), events => {
      expect(known(after([...events, ...events]))).toEqual(known(after(events)))
    }),
  )
})
