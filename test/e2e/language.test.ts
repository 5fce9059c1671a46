// The whole language from outside: one workspace, a dozen shoppers, four days in some seconds; what arrives at the sinks and
// at the system that is called, and what the program says about it.
import { expect, it } from 'vitest'
import { countNow } from '../../src/conversions/index.js'
import type { ReceivedEmail, ReceivedSms } from '../../src/demo/inbox.js'
import { eventually } from '../support/eventually.js'
import { isGenuine, type Receiver } from '../support/receiver.js'
import { aShop, type Shop } from './language-world.js'

/** A Friday, eleven in the morning in Berlin, where the shop is. */
const friday = '2026-11-20T10:00:00Z'
const takers = ['cat', 'dan', 'eve', 'fay']
const shoppers = ['ann', 'bob', ...takers, 'gus', 'hal', 'ivy', 'jan', 'kim', 'lee']

it('four days of a shop that uses the whole language', { timeout: 180_000 }, async () => {
  const shop = await aShop(friday)
  answerAtTheSecondAttempt(shop.receiver)
  await Promise.all([shop.start(), importCodes(shop)])
  expect(
    await shop.send('PUT', '/v1/catalog/products', {
      products: [product('p1', '50.00'), product('p2', null)],
    }),
  ).toMatchObject({ status: 200, body: { stored: 2 } })

  await fridayMorning(shop)
  const { offered, latecomer } = await whoGotAnOffer(shop)
  await cheaperMeanwhile(shop)
  await answersOfASystem(shop)

  await shop.jumpTo('2026-11-20T13:00:00Z')
  expect(await shop.story('gus', 'ask-review')).toEqual([...askedOnce, ...askedAgain])
  await aNewVersion(shop)
  await shop.happens('gus', 'review_posted', { stars: 1 })
  await shop.happens(offered.withFallback, 'order_completed', order('o-9', '30.00'))
  await shop.settled()
  await shop.jumpTo('2026-11-20T16:00:00Z')
  await reviews(shop)

  await shop.jumpTo('2026-11-21T08:00:00Z') // Saturday, nine in Berlin
  expect(await shop.story('kim', 'birthday')).toEqual([
    'entered',
    'sent mail email birthday',
    'exited completed',
  ])
  await shop.jumpTo('2026-11-21T11:00:00Z')
  await movedAndGone(shop)
  await shop.jumpTo('2026-11-22T11:00:00Z')
  expect(await shop.story('gus', 'loyal')).toEqual([
    'entered',
    expect.stringMatching(/^waited nurture/),
    'exited condition_true',
  ])
  await aMondayMorning(shop, offered.all)
  expect(await shop.story(latecomer, 'weekly')).toEqual([])

  await everythingAsDecided(shop, offered)
  await theReport(shop)
  await shop.stop()
  expect(shop.output()).not.toMatch(/@example\.com|\+49151|whsec_/)
  expect(shop.output()).not.toMatch(/"level":(50|60)|"level":"(error|fatal)"/)
})

/** Each call is refused once, whatever it is about. */
function answerAtTheSecondAttempt(receiver: Receiver): void {
  const known = new Set<string>()
  receiver.answer = (response, { headers, body }) => {
    const id = String(headers['webhook-id'])
    if (!known.has(id)) {
      known.add(id)
      response.writeHead(503).end()
      return
    }
    const risk = JSON.parse(body).data.cart === 'c-risky' ? 0.9 : 0.1
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ risk }))
  }
}

async function importCodes(shop: Shop): Promise<void> {
  const file = await shop.write('codes.csv', 'code\nA1\nA2\n')
  expect(await shop.cli('coupons', 'import', 'SAVE10', file)).toMatch(/2 codes added to SAVE10/)
}

const product = (id: string, price: string | null) => ({
  id,
  name: 'Trail shoe',
  inStock: price !== null,
  ...(price && { price, currency: 'EUR' }),
})

const order = (id: string, total: string) => ({ order: { id, total, currency: 'EUR' } })
const viewed = (productId: string) => ({ product: { productId, name: 'Trail shoe', price: '50.00' } })

async function fridayMorning(shop: Shop): Promise<void> {
  const names = (id: string) => ({
    id,
    email: `${id}@example.com`,
    phone: `+491511234${100 + shoppers.indexOf(id)}`,
  })
  const allow = (channel: string) =>
    Promise.all(
      shoppers.map(id => shop.event(names(id), 'consent_changed', { channel, status: 'subscribed' })),
    )
  const now = (id: string, type: string, properties?: object) => shop.event({ id }, type, properties)
  await shop.post([...(await allow('email')), ...(await allow('sms'))])
  await shop.post([
    await now('ann', 'payment_failed', { reason: 'declined', cart: { id: 'c-risky' } }),
    ...(await Promise.all(takers.map(id => now(id, 'signed_up')))),
    await now('gus', 'order_completed', order('o-1', '20.00')),
    await now('gus', 'order_completed', order('o-2', '25.00')),
    await now('hal', 'order_completed', order('o-3', '20.00')),
    await now('ivy', 'product_viewed', viewed('p1')),
    await now('ivy', 'product_viewed', viewed('p2')),
    await now('jan', 'product_added', { cart: { id: 'c-1' } }),
    await now('kim', 'customer_updated', { birthday: '1990-11-22' }),
    await now('lee', 'trial_started'),
  ])
  const called = {
    id: 'ticket-7',
    customer: { id: 'bob' },
    data: { reason: 'declined', cart: { id: 'c-1' } },
  }
  for (const _ of [1, 2]) {
    // Twice, as after an answer that was lost.
    expect(await shop.send('POST', '/v1/journeys/payment-help/calls', called)).toMatchObject({ status: 202 })
  }
  await eventually(async () => expect(await shop.story('bob', 'payment-help')).toContain('entered'))
  await shop.settled()
}

async function whoGotAnOffer(shop: Shop) {
  const stories = await Promise.all(
    takers.map(async id => ({ id, lines: await shop.story(id, 'welcome-offer') })),
  )
  const inside = stories.filter(({ lines }) => lines.length > 0)
  const refused = stories.filter(({ lines }) => lines.length === 0).map(({ id }) => id)
  expect(inside).toHaveLength(3)
  const { events } = await shop.explain(refused[0]!, 'welcome-offer')
  expect(events.flatMap(({ refusals }) => refusals.map(({ reason }) => reason))).toEqual(['full_today'])
  expect(inside.map(({ lines }) => lines[1]).sort()).toEqual([
    'took offer code A1',
    'took offer code A2',
    'took offer fallback code EVERYBODY',
  ])
  for (const { id, lines } of inside) {
    const variant = lines[2]!.replace('branched tone variant ', '')
    expect(['plain', 'warm']).toContain(variant)
    expect(lines.slice(3)).toEqual([
      `sent ${variant} email offer-${variant}`,
      'set note stage',
      'emitted tell offer_made',
      'exited completed',
    ])
    const code = lines[1]!.split(' ').at(-1)!
    const [mail] = mailsTo(shop, id)
    expect([mail!.subject, mail!.text]).toEqual([
      variant === 'warm' ? 'A gift for you' : 'Your code',
      expect.stringContaining(`Code: ${code}.`),
    ])
    expect(await shop.story(id, 'advise')).toEqual(
      code === 'EVERYBODY'
        ? []
        : ['entered', 'audience show-ads added offered', 'sent text sms advice', 'exited completed'],
    )
  }
  const withFallback = inside.find(({ lines }) => lines[1]!.endsWith('EVERYBODY'))!.id
  return { offered: { all: inside.map(({ id }) => id), withFallback }, latecomer: refused[0]! }
}

/** The catalog says what is true now, not what was when the product was looked at. */
async function cheaperMeanwhile(shop: Shop): Promise<void> {
  await shop.send('PUT', '/v1/catalog/products', { products: [product('p1', '40.00')] })
  await shop.happens('ivy', 'product_viewed', viewed('p1'))
  await shop.happens('ivy', 'product_viewed', viewed('p1'))
  await shop.settled()
  expect(await shop.story('ivy', 'price-watch')).toEqual([
    'entered',
    'waited interest for condition until …',
    'branched interest condition_true',
    'branched cheaper case 0',
    'sent drop onsite price-drop',
    'exited completed',
  ])
  const { events } = await shop.explain('ivy', 'price-watch')
  expect(events.flatMap(({ refusals }) => refusals.map(({ reason }) => reason))).toContain('entry_condition')
  const [asked, again] = [
    await shop.get('/v1/onsite?customer=id:ivy'),
    await shop.get('/v1/onsite?customer=id:ivy'),
  ]
  expect(asked).toMatchObject({ messages: [{ journey: 'price-watch', title: 'Trail shoe is cheaper now' }] })
  expect(again).toEqual({ messages: [] })
}

async function answersOfASystem(shop: Shop): Promise<void> {
  const asked = [
    'entered',
    'called score crm',
    'waited score for webhook_answered until …',
    'answered score 200',
  ]
  expect(await shop.story('ann', 'payment-help')).toEqual([
    ...asked,
    'branched risky case 0',
    'asked call desk',
    'exited completed',
  ])
  expect(await shop.story('bob', 'payment-help')).toEqual([
    ...asked,
    'branched risky no_case_matched',
    'asked write care',
    'exited completed',
  ])
  const { asked: requests } = shop.receiver
  expect(requests.every(isGenuine)).toBe(true)
  const bodies = new Map(requests.map(({ headers, body }) => [headers['webhook-id'], body]))
  expect(requests).toHaveLength(2 * bodies.size)
  // The same in both attempts.
  expect(requests.filter(({ headers, body }) => bodies.get(headers['webhook-id']) !== body)).toEqual([])
  expect(
    [...bodies.values()]
      .map(body => JSON.parse(body))
      .map(({ type, customer, data }) => [type, customer.id, data]),
  ).toEqual(
    expect.arrayContaining([
      ['webhook', 'ann', { cart: 'c-risky' }],
      ['webhook', 'bob', { cart: 'c-1' }],
      ['task', 'ann', { risk: 0.9 }],
    ]),
  )
  expect(bodies.size).toBe(3)
  const [task] = mails(shop).filter(({ to }) => to === 'care@shop.example')
  expect(task).toMatchObject({ subject: 'Write', text: expect.stringContaining('cart: c-1') })
}

const askedOnce = ['entered', 'sent ask email please-review', 'waited answer for review_posted until …']
const askedAgain = [
  'branched answer timed_out',
  'repeated again to ask',
  'sent ask email please-review',
  'waited answer for review_posted until …',
]

async function reviews(shop: Shop): Promise<void> {
  expect(await shop.story('gus', 'ask-review')).toEqual([
    ...askedOnce,
    ...askedAgain,
    'branched answer event_came review_posted',
    'sent sorry email sorry',
    'exited unhappy',
  ])
  expect(await shop.story('hal', 'ask-review')).toEqual([
    ...askedOnce,
    ...askedAgain,
    'branched answer timed_out',
    'repeated again often_enough',
    'exited completed',
  ])
}

/** Published by the next start, while Lee waits on the version before. */
async function aNewVersion(shop: Shop): Promise<void> {
  await shop.stop()
  await shop.edit('trial.journey.json', text =>
    text.replace('"1d"', '"5d"').replace('trial-old', 'trial-new'),
  )
  await shop.start()
}

async function movedAndGone(shop: Shop): Promise<void> {
  expect(await shop.story('lee', 'trial')).toEqual([
    'entered',
    'waited settle until …',
    'moved to settle',
    'sent mail email trial-new',
    'exited completed',
  ])
  expect((await shop.explain('lee', 'trial')).enrollments).toMatchObject([{ version: 2 }])
  expect(await shop.story('jan', 'cart-gone')).toEqual([
    'entered',
    'sent mail email cart-gone',
    'exited completed',
  ])
}

async function aMondayMorning(shop: Shop, offered: readonly string[]): Promise<void> {
  const early = ['entered', 'waited news quiet_hours until 2026-11-23T06:00']
  const first = [...early, 'sent news email news', 'waited more capped until 2026-11-23T23:00']
  const midnight = [...first, 'waited more quiet_hours until 2026-11-24T06:00']
  const second = [...midnight, 'sent more email more-news', 'exited completed']
  const days: [string, string[]][] = [
    ['2026-11-23T05:30:00Z', early],
    ['2026-11-23T06:00:00Z', first],
    ['2026-11-23T23:00:00Z', midnight],
    ['2026-11-24T06:00:00Z', second],
  ]
  for (const [time, story] of days) {
    await shop.jumpTo(time)
    for (const id of offered) expect(await shop.story(id, 'weekly')).toEqual(story)
  }
}

const mails = (shop: Shop): ReceivedEmail[] =>
  shop.inbox
    .latest(1_000)
    .filter((message): message is ReceivedEmail & { n: number } => message.channel === 'email')
    .reverse()
const mailsTo = (shop: Shop, id: string) => mails(shop).filter(({ to }) => to === `${id}@example.com`)

/** Nothing but what was decided has arrived, and all of it. */
async function everythingAsDecided(
  shop: Shop,
  { all, withFallback }: { all: readonly string[]; withFallback: string },
): Promise<void> {
  const subjects = (id: string) => mailsTo(shop, id).map(({ subject }) => subject)
  const news = ['News', 'More news']
  for (const id of all) {
    const review = id === withFallback ? ['How was it?', 'How was it?'] : []
    expect(subjects(id)).toEqual([expect.stringMatching(/Your code|A gift for you/), ...review, ...news])
  }
  expect(['ann', 'bob', 'gus', 'hal', 'ivy', 'jan', 'kim', 'lee'].map(subjects)).toEqual([
    [],
    [],
    ['How was it?', 'How was it?', 'We are sorry'],
    ['How was it?', 'How was it?'],
    [],
    ['Your cart'],
    ['Tomorrow is the day'],
    ['New words'],
  ])
  const texts = shop.inbox
    .latest(1_000)
    .filter((message): message is ReceivedSms & { n: number } => message.channel === 'sms')
  expect(texts.map(({ text }) => text.match(/A\d/)?.[0]).sort()).toEqual(['A1', 'A2'])
  const members = await shop.db.selectFrom('audience_members').select('audience').execute()
  expect(members).toEqual([{ audience: 'offered' }, { audience: 'offered' }])
  expect(await shop.db.selectFrom('failed_events').selectAll().execute()).toEqual([])
}

async function theReport(shop: Shop): Promise<void> {
  await countNow(shop.db)
  const { rows } = await shop.get<{ rows: { id: string }[] }>(
    '/v1/reports/conversions?from=2026-11-01&to=2026-12-01',
  )
  const row = (id: string) => rows.find(one => one.id === id)
  expect(row('welcome-offer')).toMatchObject({ entered: 3, messages: 3, conversions: 1, revenue: '30.00' })
  expect(row('ask-review')).toMatchObject({ entered: 3, messages: 7, conversions: 0 })
  expect(row('weekly')).toMatchObject({ entered: 3, messages: 6 })
  const said = await shop.cli('explain', 'id:lee', '--journey', 'trial')
  expect(said).toMatch(/trial: came in by .*, version 1$/m)
  expect(said).toMatch(/was moved from version 1 to version 2, to "settle"/)
}
