// The press of the button under a confirmation: the consent becomes an event, like any other.
import { identifiersOf } from '../../customers/index.js'
import type { Db } from '../../db/tables.js'
import { addressMark, type LinkPayload } from '../../links/index.js'
import { effectiveConsent } from '../../model/consent.js'
import { type Identifiers, strongestName } from '../../model/customer.js'
import { type Event, ownSource } from '../../model/event.js'
import { idFrom } from '../../model/ids.js'
import type { JsonObject } from '../../model/json.js'
import type { Outcome } from './confirm-pages.js'
import { isStored, type LinkSubject, subjectOf } from './subject-store.js'

export interface Confirming {
  readonly db: Db
  /** Resolves when the event is on the queue. */
  readonly accept: (events: readonly Event[]) => Promise<void>
  readonly keys: readonly Buffer[]
  readonly now: Date
  /** Where the button was pressed: kept as evidence. */
  readonly ip: string | undefined
}

export type ConfirmOutcome = Extract<Outcome, 'done' | 'gone' | 'other_address' | 'used'>

/** Pressed again it changes nothing: the event bears the same id. */
export async function confirmConsent(link: LinkPayload, confirming: Confirming): Promise<ConfirmOutcome> {
  const { db, keys } = confirming
  const subject = await subjectOf(db, link.messageId, link.channel)
  if (!subject) return 'gone'
  const names = (await identifiersOf(db, [subject.customerId])).get(subject.customerId)
  const customer = strongestName(names ?? {})
  if (!customer) return 'gone'
  const isSent = keys.some(key => addressMark(key, link.channel, subject.address ?? '') === link.mark)
  // What was confirmed is that the message arrived there, and of another address that says nothing.
  if (!isSent) return 'other_address'
  const event = confirmedEvent(link, subject, customer, confirming)
  if (await isStored(db, event.source, event.id))
    return effectiveConsent(subject, link.channel, link.topic ?? undefined) === 'unsubscribed'
      ? 'used'
      : 'done'
  await confirming.accept([event])
  return 'done'
}

function confirmedEvent(
  { messageId, channel, topic }: LinkPayload,
  { wording }: LinkSubject,
  customer: Identifiers,
  { now, ip }: Confirming,
): Event {
  const about: JsonObject = { channel, ...(topic !== null && { topic }) }
  const evidence: JsonObject = {
    source: 'double opt-in',
    messageId,
    ...(wording !== null && { wording }),
    ...(ip !== undefined && { ip }),
  }
  return {
    source: ownSource,
    id: idFrom('consent_confirmed', messageId, channel, topic ?? ''),
    type: 'consent_changed',
    occurredAt: now.toISOString(),
    receivedAt: now.toISOString(),
    customer,
    properties: { ...about, status: 'subscribed', method: 'double', ...evidence },
  }
}
