// The part of settings.json on the catalog: how fresh feeds have to be, what becomes of what is sold out, what goes with what.
import { z } from 'zod'
import { durationSchema } from '../../model/time.js'

const selectorSchema = z
  .strictObject({
    product: z.string().min(1).optional().meta({ description: 'The id of one product.' }),
    category: z.string().min(1).optional().meta({ description: 'One of its `categories`.' }),
    collection: z.string().min(1).optional().meta({ description: 'One of its `collections`.' }),
    brand: z.string().min(1).optional().meta({ description: 'Its `brand`.' }),
  })
  .refine(selector => Object.values(selector).some(value => value !== undefined), {
    error: 'must name a product, category, collection or brand',
  })
  .meta({ id: 'ProductSelector', description: 'Products of which all of this is true.' })

const compatibleSchema = z
  .strictObject({
    when: selectorSchema.meta({ description: 'What the message is about.' }),
    recommend: selectorSchema.meta({ description: 'What goes with it.' }),
    label: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .meta({ description: 'Why, for customers to read: "keeps them dry". It becomes the `reason`.' }),
  })
  .meta({ id: 'CompatibleRule', description: 'What goes with what, by the shop’s own knowledge.' })

export const catalogSettingsSchema = z
  .strictObject({
    staleAfter: durationSchema
      .default('48h')
      .meta({ description: 'A feed that told nothing for so long is a finding of `triggerfish audit`.' }),
    priceDrop: z
      .number()
      .min(0)
      .max(100)
      .default(5)
      .meta({ description: 'By how many percent a price has to fall to be worth an event `price_dropped`.' }),
    interestWithin: durationSchema.default('30d').meta({
      description:
        'Who viewed or carted a product within this time is told that it is cheaper, or back in stock.',
    }),
    outOfStock: z.enum(['drop', 'replace', 'keep']).default('drop').meta({
      description:
        'What a marketing message does with an item that is sold out at hand-over: leave it out, show one of the same collection or category instead, or keep it.',
    }),
    compatible: z
      .array(compatibleSchema)
      .max(200)
      .optional()
      .meta({ description: 'Recommendations by rule: `recommendations.compatible` in templates.' }),
  })
  .meta({ id: 'CatalogSettings', description: 'How the product catalog is used.' })

export type CompatibleRule = z.infer<typeof compatibleSchema>
