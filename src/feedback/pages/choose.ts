// A form of the page of preferences → the reports it means, and the page as it is then. Pure.
import { addressMark, type LinkPayload } from '../../links/index.js'
import { type Channel, channels } from '../../model/channel.js'
import type { Report } from '../../model/report.js'
import { type Choice, type Chosen, channelsFor } from './preference-page.js'
import { boxesOf, closedChannels, nameOf, tickedNow, type Word, wordsOf } from './preferences.js'
import type { Reader, Shop } from './subject-store.js'
import type { PageTexts } from './texts/index.js'
import { linkReport, unsubscribeReport } from './unsubscribe.js'

export interface Choosing {
  readonly link: LinkPayload
  readonly reader: Reader
  readonly shop: Shop
  readonly texts: PageTexts
}

/** The page as it is now. */
export function choiceOf({ reader, shop, texts }: Choosing): Choice {
  const { topics } = shop
  // The database keeps no order of them.
  const named = Object.entries(topics).sort(([, a], [, b]) => a.name.localeCompare(b.name, texts.lang))
  const boxes = boxesOf(
    channelsFor(reader, shop),
    named.map(([topic]) => topic),
  )
  return { boxes, ticked: tickedNow(reader, boxes), topics, said: [] }
}

/** Whether the message went to where the reader is written to still. */
export function isSameAddress(
  keys: readonly Buffer[],
  { channel, mark }: LinkPayload,
  reader: Reader,
): boolean {
  const address = channel === 'email' ? reader.email : reader.phone
  return address !== null && keys.some(key => addressMark(key, channel, address) === mark)
}

export interface Pressed {
  readonly now: Date
  /** Where a yes was given: kept as evidence. */
  readonly ip: string | undefined
}

export interface Chose {
  readonly reports: readonly Report[]
  readonly choice: Choice
}

export function choose(choosing: Choosing, chosen: Chosen, pressed: Pressed): Chose {
  if (chosen.stop) return stopAll(choosing, pressed)
  const { reader, texts } = choosing
  const before = choiceOf(choosing)
  const { boxes } = before
  const ticked = new Set(boxes.map(nameOf).filter(name => chosen.ticked.has(name)))
  const words = wordsOf(boxes, reader, chosen.shown, ticked)
  const closed = closedChannels(boxes, reader, ticked)
  const waits = words.some(word => mustConfirm(choosing, word))
  const said = [
    texts.preferences.saved,
    ...closed.map(texts.preferences.closed),
    ...(waits ? [texts.preferences.toConfirm] : []),
  ]
  return {
    reports: words.map(word => reportOf(choosing, word, pressed)),
    choice: { ...before, ticked, said },
  }
}

/** By every channel there is, also one of which nothing is known yet. */
function stopAll(choosing: Choosing, { now }: Pressed): Chose {
  const { link, texts } = choosing
  return {
    reports: channels.map(channel =>
      unsubscribeReport(link, { topic: null, channel, way: 'preferences', now }),
    ),
    choice: { ...choiceOf(choosing), ticked: new Set(), said: [texts.preferences.stopped] },
  }
}

/** Whoever has the message has its address: a yes to that channel needs no second step. */
const isConfirmed = ({ link }: Choosing, channel: Channel): boolean => channel === link.channel

const mustConfirm = (choosing: Choosing, { channel, status }: Word): boolean =>
  status === 'subscribed' && !isConfirmed(choosing, channel) && choosing.shop.doubleOptIn.includes(channel)

/** What has to be confirmed makes a message each time: whoever holds a link must not have them sent one after the other. */
const askedOnceMs = 10 * 60_000

function reportOf(choosing: Choosing, word: Word, { now, ip }: Pressed): Report {
  const { link, shop, texts } = choosing
  const { channel, topic, status } = word
  if (status === 'unsubscribed') return unsubscribeReport(link, { topic, channel, way: 'preferences', now })
  const wording = topic === null ? texts.preferences.all[channel] : (shop.topics[topic]?.name ?? topic)
  const properties = {
    channel,
    ...(topic !== null && { topic }),
    status,
    method: isConfirmed(choosing, channel) ? 'double' : 'single',
    source: 'preferences',
    wording,
    ...(ip !== undefined && { ip }),
  }
  const onceMs = mustConfirm(choosing, word) ? askedOnceMs : undefined
  return linkReport(link, 'consent_changed', channel, now, properties, onceMs)
}
