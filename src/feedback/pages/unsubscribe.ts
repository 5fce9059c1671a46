// What a link to unsubscribe means once it is followed through: a report like any other, so that it is taken while
// PostgreSQL is away. Pure.
import type { LinkPayload } from '../../links/index.js'
import type { Channel } from '../../model/channel.js'
import { idFrom } from '../../model/ids.js'
import type { JsonObject } from '../../model/json.js'
import type { Report, ReportType } from '../../model/report.js'

/** By the button of a mail program, by that of our page, by a mail, or on the page of preferences. */
export type Way = 'one-click' | 'page' | 'mail' | 'preferences'

export const unsubscribedType: Readonly<Record<Channel, ReportType>> = {
  email: 'email_unsubscribed',
  sms: 'sms_unsubscribed',
}

export interface Leaving {
  /** null: the channel as a whole. */
  readonly topic: string | null
  readonly channel: Channel
  readonly way: Way
  readonly now: Date
}

/** From what the message was about; `topic` and `channel` say otherwise where its reader does. */
export const unsubscribeReport = (link: LinkPayload, { topic, channel, way, now }: Leaving): Report =>
  linkReport(link, unsubscribedType[channel], channel, now, {
    ...(topic !== null && { topic }),
    source: way,
  })

/**
 * A repetition within the second (or `onceMs`) is the same word; a later one is another, because whoever has said yes in between means no
 * again.
 */
export function linkReport(
  { messageId, customerId }: LinkPayload,
  type: ReportType,
  channel: Channel,
  now: Date,
  properties: JsonObject,
  onceMs = 1_000,
): Report {
  const at = now.toISOString()
  const window = Math.floor(now.getTime() / onceMs)
  return {
    type,
    channel,
    provider: 'link',
    id: idFrom('link', messageId, type, channel, String(properties.topic ?? ''), window),
    occurredAt: at,
    receivedAt: at,
    messageId,
    ...(customerId !== undefined && { customerId }),
    properties,
  }
}
