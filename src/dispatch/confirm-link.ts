// The link of a message that asks for a confirmation of consent. Pure.
import { addressMark, signLink } from '../links/index.js'
import { type Channel, channelSchema } from '../model/channel.js'
import type { JsonObject } from '../model/json.js'
import { topicSchema } from '../model/topic.js'
import { TemplateFailure } from './liquid.js'

/** What links are made with. */
export interface LinkMaker {
  readonly key: Buffer
  /** Without a slash at the end. */
  readonly publicUrl: string
}

export interface Asking {
  readonly messageId: string
  readonly channel: string
  readonly address: string
  readonly createdAt: Date
  /** Of the event that asked for the consent. */
  readonly data: JsonObject | null
}

/** Long enough for a holiday; after that whoever still wants it asks again. */
export const confirmWithinMs = 30 * 86_400_000

/** Throws a `TemplateFailure` where nothing on this channel was asked for: an SMS confirms no email address. */
export function confirmUrl(maker: LinkMaker | null, asking: Asking): string {
  if (!maker) throw new TemplateFailure('confirmUrl: there is no address links could lead to')
  const channel = channelSchema.safeParse(asking.data?.channel)
  const topic = topicSchema.optional().safeParse(asking.data?.topic)
  if (!channel.success || !topic.success || channel.data !== asking.channel)
    throw new TemplateFailure(
      `confirmUrl: is only for those who came in by a consent_requested for ${asking.channel}`,
    )
  return `${maker.publicUrl}/k/${tokenOf(maker.key, asking, channel.data, topic.data ?? null)}`
}

const tokenOf = (
  key: Buffer,
  { messageId, address, createdAt }: Asking,
  channel: Channel,
  topic: string | null,
) =>
  signLink(key, {
    use: 'confirm',
    messageId,
    channel,
    topic,
    mark: addressMark(key, channel, address),
    expiresAt: new Date(createdAt.getTime() + confirmWithinMs),
  })
