// The channels a message can go out by, and what a customer allows on each.
import { z } from 'zod'

export const channels = ['email', 'sms'] as const
export const channelSchema = z.enum(channels)
export type Channel = z.infer<typeof channelSchema>

export const consentStates = ['subscribed', 'unsubscribed', 'unknown'] as const
export type ConsentState = (typeof consentStates)[number]
