// The channels a message can go out by, and what a customer allows on each.
import { z } from 'zod'

/** Channels with an address and a consent of their own. */
export const channels = ['email', 'sms'] as const
export const channelSchema = z.enum(channels)
export type Channel = z.infer<typeof channelSchema>

/** Channels of messages: a message on the site has no address, and needs no consent. */
export const messageChannels = [...channels, 'onsite'] as const
export const messageChannelSchema = z.enum(messageChannels)
export type MessageChannel = z.infer<typeof messageChannelSchema>

export const isAddressed = (channel: MessageChannel): channel is Channel => channel !== 'onsite'

export const consentStates = ['subscribed', 'unsubscribed', 'unknown'] as const
export type ConsentState = (typeof consentStates)[number]
