// Why a message was left out or has to wait, and what became of it and of calls, in words a marketer reads.
import type { JsonObject } from '../model/json.js'
import { smsPrice } from '../model/sms-price.js'
import { sayItems } from './explain-items.js'
import type { ExplainedCall, ExplainedMessage } from './explain-queries.js'
import { isOurs, sayReason } from './explain-reasons.js'
import { field, messageOf, text, time } from './explain-text.js'

/** By the reason; `detail` is what the engine kept with it. */
export const holdWords: Readonly<Record<string, (detail: JsonObject) => string>> = {
  // What was decided before it was kept says only that it did.
  skip_condition: detail =>
    `"skipIf" matched${detail.if === undefined ? '' : `: ${JSON.stringify(detail.if)}`}`,
  already_sent: () => 'it was sent before the move to this version of the journey',
  no_consent: detail =>
    `no consent${detail.topic === undefined ? '' : ` to "${field(detail, 'topic')}"`} (${field(detail, 'consent') || 'unknown'})`,
  no_address: () => 'no address for this channel',
  address_suppressed: ({ why }) => `the address may not be written to (${text(why)})`,
  suppressed: () => 'the journey leaves out customers like this one ("suppress")',
  capped: detail =>
    `the cap "${field(detail, 'cap')}" is reached: ${field(detail, 'count')} ${detail.cap === 'audience' ? 'times' : 'messages'}, at most ${most(detail)}`,
  room_kept: detail =>
    `the cap "${field(detail, 'cap')}" keeps its last room (${field(detail, 'kept')} of ${most(detail)}) for journeys of higher priority`,
  duplicate: ({ content, channel, journey, at, within }) =>
    `"${text(content)}" was said by ${text(channel)} in ${text(journey)} on ${time(text(at))}, less than ${text(within)} ago`,
  quiet_hours: ({ until }) => `quiet hours until ${time(text(until))}`,
}

const periods: Readonly<Record<string, string>> = { day: 'one day', week: 'one week', month: 'one month' }

const most = (detail: JsonObject): string => {
  const per = field(detail, 'per')
  return `${field(detail, 'max')} in ${periods[per] ?? per}`
}

const messageWords: Readonly<Record<string, string>> = {
  queued: 'waits to be handed over',
  claimed: 'is being made',
  on_wire: 'is being handed over',
  sent: 'was handed over',
  failed: 'was refused by the provider',
  unknown: 'may have been handed over; the answer was lost, so it is not sent again',
  withdrawn: 'was withdrawn before it was sent',
  skipped: 'was left out at the last check',
  held_out: 'was decided and not sent: the customer is in the holdout',
}

export function sayMessage({
  channel,
  status,
  reason,
  items = null,
  segments = null,
  price = null,
  sender = null,
  delivery = null,
  deliveryAt = null,
}: Pick<ExplainedMessage, 'channel' | 'status' | 'reason'> &
  Partial<
    Pick<ExplainedMessage, 'items' | 'segments' | 'price' | 'sender' | 'delivery' | 'deliveryAt'>
  >): string {
  const became =
    (status === 'failed' && isOurs(reason) ? 'could not be sent' : messageWords[status]) ?? status
  const [first, ...rest] = became.split(';')
  const by = sender === null ? '' : ` by "${sender}"`
  const words = `${messageOf(channel)} ${[`${first}${by}`, ...rest].join(';')}`
  const why = reason === null ? '' : ` (${sayReason(reason)})`
  return `${words}${why}${sayCost(segments, price)}${sayDelivery(delivery, deliveryAt)}${sayItems(items)}`
}

const deliveryWords: Readonly<Record<string, string>> = {
  accepted: 'taken on by the provider',
  deferred: 'put off by the mailbox',
  complained: 'complained about',
}

const sayDelivery = (delivery: string | null, at: Date | null): string =>
  delivery === null
    ? ''
    : `, ${deliveryWords[delivery] ?? delivery}${at === null ? '' : ` ${time(at.toISOString())}`}`

/** The currency is that of the settings, which may have been another one. */
function sayCost(segments: number | null, price: string | null): string {
  if (segments === null) return ''
  const cost = smsPrice(price, segments)
  return `, ${segments === 1 ? '1 segment' : `${segments} segments`}${cost === null ? '' : ` for ${cost}`}`
}

const callWords: Readonly<Record<string, string>> = {
  queued: 'waits to be made',
  claimed: 'is being made',
  done: 'was taken',
  failed: 'failed for good',
}

export function sayCall({
  kind,
  target,
  status,
  reason,
  attempts,
}: Pick<ExplainedCall, 'kind' | 'target' | 'status' | 'reason' | 'attempts'>): string {
  const again = status === 'queued' && attempts > 0 ? `, after ${attempts} attempts` : ''
  const words = `${kind} "${target}" ${callWords[status] ?? status}${again}`
  return reason === null ? words : `${words} (${reason})`
}
