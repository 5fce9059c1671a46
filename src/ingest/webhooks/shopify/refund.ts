// refunds/create: money that went back. It knows no customer, only its order.
import type { Money } from '../../../model/money.js'
import { type Fields, present } from '../fields.js'
import type { Webhook } from '../webhook.js'
import { sumOf } from './amounts.js'
import { itemsOf } from './items.js'
import { happenedAt, namesOf, type Told } from './occasion.js'
import { kept, priceOf } from './order.js'

/** No event where no money goes back: things put back into the shelf are no refund. */
export function createdRefund(webhook: Webhook, body: Fields): Told[] {
  const orderId = body.mustId('order_id')
  const transactions = body.mustList('transactions').filter(each => each.text('kind', 64) === 'refund')
  const done = transactions.filter(each => each.text('status', 64) === 'success')
  // Some banks take days. There is no second webhook that says so, and whoever is waiting for money is to be left alone.
  const counted = done.length > 0 ? done : transactions.filter(each => each.text('status', 64) === 'pending')
  const [first] = counted
  if (!first) return []
  const money = refunded(counted, first.currency('currency'))
  const returned = body.list('refund_line_items')?.flatMap(each => itemsReturned(each))
  return [
    {
      type: kept('order_refunded', first),
      occurredAt: happenedAt(webhook, body.time('processed_at'), body.time('created_at')),
      customer: namesOf({ orderToken: orderId }),
      properties: present({
        order: { id: orderId },
        refund: present({
          id: body.id('id'),
          ...money,
          status: done.length > 0 ? 'success' : 'pending',
          items: returned,
        }),
        reason: body.text('note'),
      }),
    },
  ]
}

/** The transactions of one currency added up: that of the first, and there is hardly ever another. */
function refunded(transactions: readonly Fields[], currency: string | undefined): Partial<Money> {
  const same = transactions.filter(each => each.currency('currency') === currency)
  const amount = sumOf(same.map(each => ({ amount: each.mustAmount('amount') })))
  return { ...(amount !== undefined && { amount }), ...(currency !== undefined && { currency }) }
}

const itemsReturned = (returned: Fields) => {
  const line = returned.object('line_item')
  const quantity = returned.mustCount('quantity')
  return line ? itemsOf([line], priceOf).map(item => ({ ...item, quantity })) : []
}
