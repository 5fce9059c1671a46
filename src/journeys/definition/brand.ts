// Whom a journey speaks for: the brand it names, with everything the settings leave out filled in. Pure.
import type { z } from 'zod'
import type { emailSenderSchema } from './brand-schema.js'
import type { JourneyDefinition } from './journey-schema.js'
import type { Settings } from './settings-schema.js'

export interface BrandLinks {
  readonly clicks: boolean
  readonly opens: boolean
  /** null: links get no UTM parameters. */
  readonly utm: { readonly source: string; readonly medium: Readonly<Record<'email' | 'sms', string>> } | null
  /** Without a slash at the end; null: that of this server. */
  readonly short: string | null
  /** null: links made of what events say may lead anywhere. */
  readonly hosts: readonly string[] | null
}

export interface Brand {
  /** Of `brands`; null: the main one. */
  readonly id: string | null
  readonly name: string
  readonly url: string
  readonly postalAddress: string
  readonly reason: string
  /** With `{id}` where that of the cart goes. */
  readonly cartUrl: string | null
  readonly email: z.infer<typeof emailSenderSchema>
  readonly links: BrandLinks
}

/** A name that `brands` does not have, which the checker finds, means the main one. */
export function brandOf(settings: Settings, journey: Pick<JourneyDefinition, 'brand'>): Brand {
  const id = journey.brand
  const other =
    id !== undefined && Object.hasOwn(settings.brands ?? {}, id) ? settings.brands![id] : undefined
  const { name, url, postalAddress, reason, cartUrl, links = {} } = other ?? settings.brand
  return {
    id: other && id !== undefined ? id : null,
    name,
    url,
    postalAddress,
    reason: reason ?? `You get this email because you shop at ${name} and agreed to hear from us.`,
    cartUrl: cartUrl ?? null,
    email: other?.email ?? settings.senders.email,
    links: {
      clicks: links.clicks ?? true,
      opens: links.opens ?? true,
      utm: links.utm === false ? null : utmOf(name, links.utm ?? {}),
      short: links.short?.replace(/\/+$/, '') ?? null,
      hosts: links.hosts ?? null,
    },
  }
}

type UtmSettings = Exclude<NonNullable<NonNullable<Settings['brand']['links']>['utm']>, false>

const utmOf = (name: string, { source, medium = {} }: UtmSettings): BrandLinks['utm'] => ({
  source: source ?? slugOf(name),
  medium: { email: medium.email ?? 'email', sms: medium.sms ?? 'sms' },
})

/** "Fern & Field" → "fern-field". */
const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
