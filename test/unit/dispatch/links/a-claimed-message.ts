// A message as it is when its links are looked at.
import type { ClaimedMessage } from '../../../../src/dispatch/claim-messages.js'
import type { Brand, BrandLinks } from '../../../../src/journeys/definition/brand.js'
import type { MessageChannel } from '../../../../src/model/channel.js'
import type { JsonObject } from '../../../../src/model/json.js'

export const key = Buffer.alloc(32, 7)
export const publicUrl = 'https://t.example'
export const messageId = '0198f3a0-1c2d-7e3f-8a4b-5c6d7e8f9a0b'

export interface Given {
  readonly channel?: MessageChannel
  readonly links?: Partial<BrandLinks>
  readonly url?: string
  readonly outputs?: ClaimedMessage['outputs']
  readonly cartUrl?: string
  readonly template?: JsonObject
  readonly isLinked?: boolean
}

const utm: BrandLinks['utm'] = { source: 'fern', medium: { email: 'email', sms: 'sms' } }

export function aClaimedMessage(given: Given = {}): ClaimedMessage {
  const { channel = 'email', links, url = 'https://www.shop.example', outputs = {}, isLinked = true } = given
  // The hosts that whoever wrote the template leads to.
  const content = given.template ?? {
    html: 'https://a.example https://b.example https://c.example https://münchen.example',
  }
  const brand = {
    name: 'Fern',
    url,
    cartUrl: given.cartUrl ?? null,
    links: { clicks: true, opens: true, utm, short: null, hosts: null, ...links },
  } as Brand
  return {
    id: messageId,
    channel,
    stepId: 'remind',
    template: 'cart',
    outputs,
    journey: { id: 'cart-recovery' },
    brand,
    content: {
      links: isLinked ? { key, publicUrl } : null,
      template: () => ({ channel, name: 'cart', hash: 'h', content }),
    },
  } as unknown as ClaimedMessage
}
