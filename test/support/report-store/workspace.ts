// The workspace of the made-up shop: journeys with goals of every kind, holdouts, splits, caps, two brands and several
// currencies, in days that change with the clocks of Berlin. Whatever a report can be grouped by occurs in it.
import { journeySchema } from '../../../src/journeys/definition/journey-schema.js'
import { settingsSchema } from '../../../src/journeys/definition/settings-schema.js'
import type { Workspace } from '../../../src/journeys/workspace/index.js'

const order = { event: 'order_completed', value: 'order.total' }

const mail = (id: string, rest: object = {}) => ({ id, send: 'email', template: id, ...rest })
const variant = (name: string, weight: number, ...then: object[]) => ({ name, weight, then })

const cartRecovery = (lastWait: string) => ({
  id: 'cart-recovery',
  name: 'Cart recovery',
  trigger: { event: 'product_added' },
  key: 'cart.id',
  entry: { if: { consent: 'email' }, holdout: 0.15, reenter: 'always' },
  exit: [{ on: 'order_completed', as: 'converted' }],
  goal: { ...order, within: '5d' },
  goals: {
    margin: { event: 'order_completed', within: '14d', value: 'order.margin' },
    viewed: { event: 'product_viewed', within: '2d', anchor: 'click' },
  },
  steps: [
    { id: 'settle', wait: '1h' },
    mail('remind', { whenCapped: 'wait' }),
    {
      id: 'offer',
      split: [
        variant('a', 2, mail('plain')),
        variant('b', 1, { id: 'text', send: 'sms', template: 'text' }),
        variant('none', 1),
      ],
    },
    { id: 'pause', wait: lastWait },
    mail('last'),
  ],
})

const browse = {
  id: 'browse',
  name: 'Browsed, and left',
  trigger: { event: 'product_viewed', where: { 'product.price': { gte: 20 } } },
  entry: { if: { consent: 'email' }, holdout: 0.2, reenter: { after: '7d' } },
  goal: { ...order, within: '7d', anchor: 'click' },
  steps: [
    { id: 'rest', wait: '3h' },
    {
      id: 'look',
      split: [variant('new', 1, mail('new-look')), variant('old', 1, mail('old-look'))],
    },
  ],
}

const letter = {
  id: 'letter',
  name: 'A letter by the other brand',
  brand: 'outlet',
  trigger: { event: 'cart_viewed' },
  entry: { if: { consent: 'email' }, reenter: { after: '5d' } },
  goal: {
    event: 'order_completed',
    where: { 'order.total': { gte: 50 } },
    value: 'order.total',
    within: '30d',
    anchor: 'entry',
  },
  goals: { opened: { ...order, within: '10d', anchor: 'open' } },
  caps: { journey: { max: 2, per: '20d' } },
  steps: [mail('letter', { whenQuiet: 'skip' }), { id: 'days', wait: '2d' }, mail('second-letter')],
}

const thanks = {
  id: 'thanks',
  name: 'Thanks for the order',
  trigger: { event: 'order_completed' },
  key: 'order.id',
  goal: { event: 'product_rated', within: '20d' },
  goals: { again: { event: 'product_viewed', within: '3d', anchor: 'entry' } },
  steps: [{ id: 'thank', send: 'email', template: 'thank', category: 'transactional' }],
}

const parse = (files: readonly object[]) => files.map(file => journeySchema.parse(file))

/** As it is first published, and as it is after some weeks: another version of a journey, the same others. */
export function workspaces(): readonly [first: Workspace, later: Workspace] {
  const settings = settingsSchema.parse({
    brand: { name: 'Fern', url: 'https://fern.example', postalAddress: 'Street 1' },
    brands: { outlet: { name: 'Outlet', url: 'https://outlet.example', postalAddress: 'Street 2' } },
    senders: { email: { from: 'shop@fern.example', name: 'Fern' } },
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    caps: { email: { max: 3, per: '5d' } },
    quietHours: { email: [{ between: ['23:00', '06:00'] }] },
    holdout: { share: 0.08, goal: { ...order, within: '30d' } },
    reports: { segments: ['buyers', 'german'], rates: { USD: '0.9' } },
  })
  const rest = {
    settings,
    segments: { buyers: { did: 'order_completed' }, german: { 'customer.country': 'DE' } },
    templates: [],
  } satisfies Partial<Workspace>
  return [
    { ...rest, journeys: parse([cartRecovery('1d'), browse, letter, thanks]) },
    { ...rest, journeys: parse([cartRecovery('2d'), browse, letter, thanks]) },
  ]
}
