// What somebody gets by channel and topic, as boxes that are ticked or not, and what follows from ticking others. Pure.
import { type Channel, channels } from '../../model/channel.js'
import { type Consents, effectiveConsent } from '../../model/consent.js'

/** Of a channel as a whole, or of one topic of it. */
export interface Box {
  readonly channel: Channel
  /** null: the channel. */
  readonly topic: string | null
}

/** The name of a box in the form: `email`, `email.newsletter`. */
export const nameOf = ({ channel, topic }: Box): string => (topic === null ? channel : `${channel}.${topic}`)

/** Every box there is, a channel before its topics. */
export const boxesOf = (shown: readonly Channel[], topics: readonly string[]): Box[] =>
  channels
    .filter(channel => shown.includes(channel))
    .flatMap(channel => [{ channel, topic: null }, ...topics.map(topic => ({ channel, topic }))])

/** The names of those that are ticked. A channel is open too where one of its topics was agreed to and nothing said of the rest. */
export function tickedNow(consents: Consents, boxes: readonly Box[]): Set<string> {
  const isOn = ({ channel, topic }: Box): boolean =>
    effectiveConsent(consents, channel, topic ?? undefined) === 'subscribed'
  return new Set(
    boxes
      .filter(
        box => isOn(box) || (box.topic === null && boxes.some(of => of.channel === box.channel && isOn(of))),
      )
      .map(nameOf),
  )
}

export interface Word extends Box {
  readonly status: 'subscribed' | 'unsubscribed'
}

/**
 * What was changed on the page, not what is otherwise than now: a page that was opened long ago takes back nothing that was
 * said since. Whoever opens a channel says so of every topic, or those that were not ticked would come with it. Of a channel
 * that is closed, nothing is said about its topics.
 */
export function wordsOf(
  boxes: readonly Box[],
  consents: Consents,
  shown: ReadonlySet<string>,
  ticked: ReadonlySet<string>,
): Word[] {
  const isOpen = (channel: Channel): boolean =>
    ticked.has(channel) || (consents.consent[channel] !== 'unsubscribed' && !shown.has(channel))
  return boxes.flatMap(box => {
    const { channel, topic } = box
    const [was, is] = [shown.has(nameOf(box)), ticked.has(nameOf(box))]
    const opened = ticked.has(channel) && !shown.has(channel)
    const said = topic === null ? was !== is : isOpen(channel) && (opened || was !== is)
    return said ? [{ channel, topic, status: is ? 'subscribed' : 'unsubscribed' }] : []
  })
}

/**
 * Channels of which topics are ticked that cannot come: the channel was closed once, and its own box says nothing else. One
 * nothing was ever said about can have a topic alone.
 */
export const closedChannels = (
  boxes: readonly Box[],
  consents: Consents,
  ticked: ReadonlySet<string>,
): Channel[] =>
  channels.filter(
    channel =>
      consents.consent[channel] === 'unsubscribed' &&
      !ticked.has(channel) &&
      boxes.some(box => box.channel === channel && box.topic !== null && ticked.has(nameOf(box))),
  )
