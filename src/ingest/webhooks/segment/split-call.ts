// From the body of a call, as Segment's libraries post it, to its messages, one webhook each. Looks at no more than it
// needs for that; what a message means is read-segment.ts's.
import { idFrom } from '../../../model/ids.js'
import { isObject } from '../../../model/json.js'
import type { Webhook } from '../webhook.js'
import { type Member, membersOf, objectOf, partsOf } from './raw-json.js'

/** What a path may end with; analytics.js 2 says the first letter only. */
export const callNames: Readonly<Record<string, string>> = {
  t: 'track',
  i: 'identify',
  a: 'alias',
  p: 'page',
  s: 'screen',
  g: 'group',
  b: 'batch',
  import: 'batch',
}
const messageTypes = ['track', 'identify', 'alias', 'page', 'screen', 'group'] as const
export const calls: readonly string[] = [...messageTypes, 'batch', ...Object.keys(callNames)]

/** As many as Segment takes at once. */
export const maxMessages = 2_500
/** What a batch says for all of its messages is copied to each of them, so it must be short. */
const longestShared = 4_000

export interface Call {
  /** `track` … `batch`, see `callNames`. */
  readonly call: string
  readonly source: string
  readonly receivedAt: Date
  /** For amounts that name none. */
  readonly currency?: string | undefined
}

/** `text` is JSON; anything else about it may be wrong, and is found where it is read. */
export function webhooksOf(text: string, { call, source, receivedAt, currency }: Call): Webhook[] {
  const common = {
    platform: 'segment',
    source,
    receivedAt: receivedAt.toISOString(),
    triggeredAt: null,
  } as const
  const { messages, shared } = call === 'batch' ? messagesOf(text) : { messages: [text], shared: [] }
  const fallback =
    currency === undefined ? [] : [{ name: 'defaultCurrency', value: JSON.stringify(currency) }]
  return messages.map(message => {
    const members = message.trimStart().startsWith('{') ? membersOf(message).filter(isNoSecret) : null
    const topic = call === 'batch' ? typeOf(members) : call
    return {
      ...common,
      topic,
      key: keyOf(topic, members, message),
      body: members === null ? message : objectOf([...added(members, shared), ...fallback, ...members]),
    }
  })
}

/** How many messages a body holds, without looking at them. */
export const countMessages = (body: unknown): number =>
  isObject(body) && Array.isArray(body.batch) ? body.batch.length : 1

function messagesOf(text: string): { messages: string[]; shared: Member[] } {
  const members = text.trimStart().startsWith('{') ? membersOf(text) : []
  const batch = members.findLast(({ name }) => name === 'batch')?.value
  // Somebody has to be told: it is set aside as one message of no type.
  if (!batch?.startsWith('[')) return { messages: [text], shared: [] }
  const shared = members.filter(
    ({ name, value }) => (name === 'sentAt' || name === 'context') && value.length <= longestShared,
  )
  return { messages: partsOf(batch), shared }
}

/** A message's own word counts more. */
const added = (members: readonly Member[], shared: readonly Member[]): Member[] =>
  shared.filter(({ name }) => !members.some(member => member.name === name))

/** A key must not lie in queues and tables. */
const isNoSecret = ({ name }: Member): boolean => name !== 'writeKey'

function typeOf(members: readonly Member[] | null): string {
  const type = members?.findLast(({ name }) => name === 'type')?.value
  return messageTypes.find(known => `"${known}"` === type) ?? 'unknown'
}

/** Sent again, a message may be sent at another time, and in another batch. */
function keyOf(topic: string, members: readonly Member[] | null, message: string): string {
  const id = members?.findLast(({ name }) => name === 'messageId')?.value ?? ''
  if (/^"[!#-[\]-~]{1,100}"$/.test(id)) return id.slice(1, -1)
  const text = members === null ? message : objectOf(members.filter(({ name }) => name !== 'sentAt'))
  return idFrom('segment', topic, text)
}
