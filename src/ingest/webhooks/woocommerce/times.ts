// WooCommerce's times: in UTC without saying so, in fields that end in `_gmt`.
import type { Fields } from '../fields.js'
import type { Webhook } from '../webhook.js'

/** ISO 8601 in UTC, or undefined. Never later than the arrival: a shop whose clock is ahead must not lose its orders. */
export function timeAt(webhook: Webhook, fields: Fields, name: string): string | undefined {
  const text = fields.text(name)
  const match = text && /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z?$/.exec(text)
  if (!match) return undefined
  const time = new Date(`${match[1]}Z`)
  if (Number.isNaN(time.getTime()) || time.getTime() < 0) return undefined
  const arrival = new Date(webhook.receivedAt)
  return (time < arrival ? time : arrival).toISOString()
}

/** When it was changed, as far as the resource says, else when it arrived. */
export const changedAt = (webhook: Webhook, fields: Fields): string =>
  timeAt(webhook, fields, 'date_modified_gmt') ??
  timeAt(webhook, fields, 'date_created_gmt') ??
  webhook.receivedAt
