// A shop with two journeys for orders, in which Ann was written to twice, and what was counted of it.
import { sql } from 'kysely'
import type { Event } from '../../../src/model/event.js'
import { at, aWorld, cart, noon, posted, type World } from '../../support/pipeline-world.js'

const goal = { event: 'order_completed', within: '5d', value: 'order.total' }
const steps = [{ id: 'mail', send: 'email', template: 'x', category: 'transactional' }]

const journeys = [
  { id: 'cart', name: 'Cart', trigger: { event: 'product_added' }, goal, steps },
  {
    id: 'browse',
    name: 'Browse',
    trigger: { event: 'product_viewed' },
    goal: { ...goal, anchor: 'click' },
    goals: { review: { event: 'review_posted', within: '10d' } },
    steps,
  },
]

export const ann = { id: 'ann', email: 'ann@example.com' }
export const anonymous = { anonymousId: 'browser-1' }

export const when = (minutes: number) => ({ occurredAt: at(minutes).toISOString() })

export const order = (id: string, total: string, rest: Partial<Event> = {}): Event =>
  posted('order_completed', { order: { id, total, currency: 'EUR' } }, { customer: ann, ...rest })

export const refund = (id: string, amount: string, rest: Partial<Event> = {}): Event =>
  posted('order_refunded', { order: { id }, refund: { amount, currency: 'EUR' } }, { customer: ann, ...rest })

/** Ann is on both journeys and has both mails, since noon; it is three hours later. */
export async function aShop(): Promise<World> {
  const world = await aWorld({ journeys })
  await world.post(
    posted('product_added', cart(), { id: 'added', customer: ann }),
    posted('product_viewed', {}, { id: 'viewed', customer: ann }),
  )
  // The clock of the database goes on while they come in.
  await sql`update enrollments set entered_at = ${noon}`.execute(world.db)
  await sql`update messages set created_at = ${noon}`.execute(world.db)
  await handOver(world)
  await world.setTime(at(180))
  await world.credit()
  return world
}

export async function handOver({ db }: World): Promise<void> {
  await sql`update messages set status = 'sent', wire_at = created_at where status = 'queued'`.execute(db)
}

/** The mail of that journey. */
export async function mailOf({ db }: World, journeyId: string): Promise<string> {
  const { id } = await db
    .selectFrom('messages')
    .select('id')
    .where('journey_id', '=', journeyId)
    .executeTakeFirstOrThrow()
  return id
}

/** As Triggerfish itself tells it. */
export async function click(world: World, journeyId: string, minutes: number): Promise<Event> {
  const messageId = await mailOf(world, journeyId)
  return posted('email_clicked', { messageId }, { source: 'triggerfish', customer: ann, ...when(minutes) })
}

/** All that was counted, without ids that differ from one database to the next. */
export async function counted({ db }: World) {
  const { rows: conversions } = await sql`
    select c.source_id, c.event_id, c.goal, i.value as customer, c.journey_id, c.step_id, c.occurred_at, c.entered_at,
      c.touched_at, c.order_id, c.value, c.currency, c.refunded, c.net, c.cancelled, c.categories
    from conversions c left join identities i on i.customer_id = c.customer_id and i.kind = 'id'
    order by 1, 2, 3`.execute(db)
  const { rows: credits } = await sql`
    select c.source_id, c.event_id, c.goal, c.journey_id, c.touched_at, c.last_touch, c.first_touch, c.linear, c.position,
      c.decay
    from credits c order by 1, 2, 3, 4`.execute(db)
  const { rows: outcomes } = await sql`
    select journey_id, goal, entered_at, conversions, amounts, first_at from outcomes order by 1, 2, 3`.execute(
    db,
  )
  return { conversions, credits, outcomes }
}

/** The conversions of primary goals, shortly. */
export async function orders({ db }: World) {
  return await db
    .selectFrom('conversions')
    .select(['order_id', 'journey_id', 'value', 'net'])
    .where('goal', '=', 'primary')
    .orderBy('order_id')
    .execute()
}
