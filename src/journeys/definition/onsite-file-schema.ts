// A message on the site, templates/NAME.onsite.json: shape only. Its Liquid is checked by ../workspace/compile-onsite.ts.
import { z } from 'zod'

const text = (most: number) => z.string().trim().min(1).max(most)

export const onsiteFileSchema = z
  .strictObject({
    $schema: z
      .string()
      .optional()
      .meta({ description: 'Gives editors completion and checks: "../schema/onsite.schema.json".' }),
    title: text(300).meta({ description: 'The first line.' }),
    text: text(2000).meta({
      description: 'What it says. Plain text: how it looks is the business of the page.',
    }),
    button: text(200).optional().meta({ description: 'What stands on the button; needs `link`.' }),
    link: text(2000)
      .optional()
      .meta({ description: 'Where the button leads: https://… or a path of the shop’s site.' }),
    image: text(2000)
      .optional()
      .meta({ description: 'The address of a picture: https://… or a path of the shop’s site.' }),
  })
  .refine(({ button, link }) => button === undefined || link !== undefined, {
    error: 'has a "button" without "link"',
  })
  .meta({
    id: 'OnsiteTemplate',
    title: 'Triggerfish message on the site',
    description: 'A message on the site, templates/NAME.onsite.json. All texts are Liquid.',
  })
