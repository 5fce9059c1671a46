// What a `wait` may wait for: shape only. What it means is in ../engine/steps/wait.ts.
import { z } from 'zod'
import { localTimeSchema, weekdaySchema } from '../../model/local-time.js'
import { durationSchema } from '../../model/time.js'
import { pathSchema } from './operators-schema.js'

const weekdays = z.array(weekdaySchema).min(1)

/** A place in time: by the clock where the customer is, or by a date in the data. */
const untilSchema = z
  .strictObject({
    for: durationSchema.optional().meta({ description: 'At least so long, before the rest is looked at.' }),
    until: localTimeSchema
      .optional()
      .meta({ description: 'Until it is this time where the customer is, such as "09:00".' }),
    between: z
      .tuple([localTimeSchema, localTimeSchema], { error: 'must be two times, such as ["09:00", "19:00"]' })
      .optional()
      .meta({
        description:
          'Until it is between these times where the customer is; goes on at once when it is. May go over midnight.',
      }),
    on: weekdays.optional().meta({ description: 'Only on these days of the week, where the customer is.' }),
    date: pathSchema.optional().meta({
      description:
        'Until a date in the data: a path to a day or a time, such as "subscription.endsAt" or "customer.birthday".',
    }),
    before: durationSchema.optional().meta({ description: 'So long before the date.' }),
    after: durationSchema.optional().meta({ description: 'So long after the date.' }),
    at: localTimeSchema.optional().meta({
      description: 'At this time of that day, where the customer is; a date without a time means midnight.',
    }),
  })
  .superRefine((wait, context) => {
    for (const message of faultsOfUntil(wait)) context.addIssue({ code: 'custom', message })
  })
  .meta({
    id: 'Until',
    description: 'Waits until a time of day, a day of the week, a window, or a date in the data.',
  })

export type Until = z.infer<typeof untilSchema>

function faultsOfUntil(wait: Record<string, unknown>): string[] {
  const has = (word: string): boolean => wait[word] !== undefined
  const byClock = ['until', 'between', 'on'].filter(has)
  if (has('date')) {
    const odd = ['for', ...byClock].filter(has)
    if (odd.length > 0) return [`has "date" and "${odd[0]}"; use two wait steps`]
    return has('before') && has('after') ? ['must not have both "before" and "after"'] : []
  }
  const odd = ['before', 'after', 'at'].find(has)
  if (odd !== undefined) return [`"${odd}" belongs to "date", which is not there`]
  if (has('until') && has('between')) return ['must not have both "until" and "between"']
  return byClock.length > 0
    ? []
    : ['must have "until", "between", "on" or "date"; a plain length of time is written "wait": "1h"']
}

export const waitSchema = z.union([durationSchema, untilSchema], {
  error:
    'must be a duration such as "1h", or { "until": "09:00" }, { "between": [ … ] }, { "on": [ … ] } or { "date": … }',
})
