// An event file, events/TYPE.json: what the properties of an event type are, so that a mistyped one is found. Shape only.
import { z } from 'zod'
import { pathSchema } from './operators-schema.js'

export const propertyTypes = ['text', 'number', 'amount', 'boolean', 'date', 'list', 'object'] as const

export const propertyTypeSchema = z.enum(propertyTypes).meta({
  id: 'PropertyType',
  description:
    '"text"; "number"; "amount", money as a number or as "129.50"; "boolean"; "date", a day or a time; "list"; "object", a group whose members nobody has described.',
})
export type PropertyType = z.infer<typeof propertyTypeSchema>

export const eventFileSchema = z
  .strictObject({
    $schema: z
      .string()
      .optional()
      .meta({ description: 'Gives editors completion and checks: "../schema/event.schema.json".' }),
    description: z.string().max(2000).optional().meta({ description: 'For people: when it happens.' }),
    properties: z.record(pathSchema, propertyTypeSchema).meta({
      description:
        'What it carries, by path, such as "loyalty.points"; of the members of a list "gifts.0.name" describes all. For a type Triggerfish knows, these come on top of the usual ones.',
    }),
  })
  .meta({
    id: 'EventType',
    title: 'Triggerfish event type',
    description: 'A registered event type, events/TYPE.json.',
  })
