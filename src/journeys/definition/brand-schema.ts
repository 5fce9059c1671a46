// The part of settings.json that says who writes to the customer: the brand, its address for mails, and its links.
import { z } from 'zod'
import { nameSchema } from './name-schema.js'

export const emailSenderSchema = z
  .strictObject({
    from: z.email().meta({ description: 'The address emails come from.' }),
    name: z.string().min(1).meta({ description: 'The name beside that address.' }),
    replyTo: z.email().optional().meta({ description: 'Where answers go, if elsewhere.' }),
    unsubscribe: z.email().optional().meta({
      description:
        'A mailbox for mails that unsubscribe, which some mail programs write. What comes there must be handed on: see docs/reference/unsubscribing.md.',
    }),
  })
  .meta({ id: 'EmailSender', description: 'The sender of emails.' })

const utmValue = z.string().min(1).max(100)

const utmSchema = z
  .strictObject({
    source: utmValue.optional().meta({ description: '`utm_source`; without it, the name of the brand.' }),
    medium: z
      .strictObject({
        email: utmValue.optional().meta({ description: 'Without it, "email".' }),
        sms: utmValue.optional().meta({ description: 'Without it, "sms".' }),
      })
      .optional()
      .meta({ id: 'UtmMedium', description: '`utm_medium`, by channel.' }),
  })
  .meta({
    id: 'Utm',
    description:
      'What links to the shop tell its web analytics. `utm_campaign` is the journey, `utm_content` the step and the variant; a parameter a link has already stays.',
  })

export const linksSchema = z
  .strictObject({
    clicks: z.boolean().optional().meta({
      description: 'Whether links lead over this server, so that clicks are known. Without it: true.',
    }),
    opens: z.boolean().optional().meta({
      description:
        'Whether mails hold a picture that tells when they are opened. Without it: true. In some countries it needs consent.',
    }),
    utm: z
      .union([z.literal(false), utmSchema], { error: 'must be false or an object' })
      .optional()
      .meta({ description: 'false: links get no UTM parameters.' }),
    short: z
      .url({ protocol: /^https?$/ })
      .optional()
      .meta({
        description:
          'The address of short links in SMS, such as "https://fern.link", which must lead to this server; without it, PUBLIC_URL.',
      }),
    hosts: z
      .array(
        z
          .string()
          .regex(/^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*$/, { error: 'must be a host such as "shop.example"' }),
      )
      .min(1)
      .optional()
      .meta({
        description:
          'The only hosts that links made of what events say may lead to, besides that of `url`; "*.shop.example" stands for all below it. Hosts that templates name are always allowed. Without it: any.',
      }),
  })
  .meta({ id: 'Links', description: 'What becomes of links in messages.' })

const brandParts = {
  name: z.string().min(1).meta({ description: 'The name of the shop, as customers know it.' }),
  url: z.url({ protocol: /^https?$/ }).meta({ description: 'The address of the shop, with https://.' }),
  postalAddress: z.string().min(1).meta({ description: 'The law wants it in every marketing email.' }),
  reason: z.string().min(1).max(500).optional().meta({
    description:
      'Why the customer gets marketing, for the end of every marketing email; without it, a sentence with the name of the shop.',
  }),
  cartUrl: z
    .string()
    // Not in the host, or a cart could be called ".evil.example".
    .regex(/^https?:\/\/[^\s{}\\/?#@]+([/?#][^\s{}]*(\{id\}[^\s{}]*)?)?$/, {
      error: 'must be an address such as "https://shop.example/cart/{id}"',
    })
    .optional()
    .meta({
      description:
        'Where a cart is opened again, with {id} in the place of its id: for links to carts whose event names no address.',
    }),
  links: linksSchema.optional(),
}

export const brandSchema = z
  .strictObject(brandParts)
  .meta({ id: 'Brand', description: 'Who writes to the customer. Templates read it as {{ brand.name }} …' })

export const brandsSchema = z.record(
  nameSchema,
  z.strictObject({ ...brandParts, email: emailSenderSchema.optional() }).meta({
    id: 'OtherBrand',
    description: 'Another brand of the company. Without `email`, its mails come from `senders.email`.',
  }),
)
