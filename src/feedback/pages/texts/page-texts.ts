// What the pages behind links have to say, one text per language. Only shapes.
import type { Channel } from '../../../model/channel.js'

export interface PageTexts {
  /** Of the page's `lang`. */
  readonly lang: string
  readonly unsubscribe: {
    /** `topic`: as the shop calls it; null: all marketing of the channel. */
    readonly title: (topic: string | null) => string
    readonly what: (channel: Channel, topic: string | null) => string
    readonly orders: string
    readonly button: string
    readonly wholeChannel: Readonly<Record<Channel, string>>
    readonly toPreferences: string
  }
  readonly unsubscribed: {
    readonly title: string
    readonly what: (channel: Channel, topic: string | null) => string
    readonly toPreferences: string
  }
  readonly preferences: {
    readonly title: string
    readonly intro: string
    readonly channels: Readonly<Record<Channel, string>>
    /** The choice of a channel, where the shop has no topics. */
    readonly all: Readonly<Record<Channel, string>>
    /** The same where it has some. */
    readonly open: Readonly<Record<Channel, string>>
    readonly openHint: string
    readonly save: string
    readonly stop: string
    readonly saved: string
    readonly stopped: string
    /** Topics were chosen of a channel that stays closed. */
    readonly closed: (channel: Channel) => string
    /** A yes that counts once it is confirmed by a message. */
    readonly toConfirm: string
  }
  /** Of /k/TOKEN, where a consent is confirmed. */
  readonly confirm: {
    readonly title: string
    readonly question: (channel: Channel, topic: string | null) => string
    readonly anyTime: string
    readonly button: string
    readonly done: Fault
    readonly faults: Readonly<Record<'expired' | 'gone' | 'other_address' | 'used', Fault>>
  }
  readonly faults: Readonly<Record<'forged' | 'expired' | 'gone' | 'other_address' | 'unavailable', Fault>>
}

export interface Fault {
  readonly title: string
  readonly text: readonly string[]
}
