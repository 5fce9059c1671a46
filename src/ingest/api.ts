// POST /v1/events and the calls of journeys, described by the schemas that check them.
import { z } from 'zod'
import { nameSchema } from '../journeys/definition/name-schema.js'
import { identifiersSchema, ownEventTypes, postedEventSchema } from '../model/event.js'
import { propertySchemas } from '../model/event-properties.js'
import { type DescribedArea, inCapitals, jsonBodyProblems, queueProblems } from '../platform/openapi/index.js'
import { callSchema } from './journey-call.js'
import { maxEvents } from './posted-events.js'

export const rejectedSchema = z
  .array(
    z.object({
      index: z.int().meta({ description: 'Position in what was posted, from 0.' }),
      errors: z.array(z.object({ path: z.string(), message: z.string() })),
    }),
  )
  .meta({ description: 'What was not taken, with everything that is wrong with it.' })

/** Of every type whose properties are checked, the name of their schema; several types may share one. */
const nameOfProperties = new Map<z.ZodType, string>()
const checkedTypes = Object.entries(propertySchemas).filter(
  ([type]) => !ownEventTypes.some(own => own === type),
)
for (const [type, schema] of checkedTypes)
  if (!nameOfProperties.has(schema)) nameOfProperties.set(schema, `${inCapitals(type)}Properties`)

const event = postedEventSchema.meta({
  description: `What somebody did. ${ownEventTypes.map(type => `\`${type}\``).join(', ')} are made by Triggerfish itself and refused.`,
  allOf: checkedTypes.map(([type, schema]) => ({
    if: { properties: { type: { const: type } }, required: ['type'] },
    then: { properties: { properties: { $ref: `#/components/schemas/${nameOfProperties.get(schema)}` } } },
  })),
})

const batch = z.object({ events: z.array(event).max(maxEvents) })

const cloudEvent = z
  .looseObject({
    specversion: z.literal('1.0'),
    id: z.string().min(1),
    source: z.string().min(1),
    type: z.string().meta({ description: 'Such as `com.example.order.completed`.' }),
    time: z.iso.datetime({ offset: true }).optional(),
    subject: z
      .string()
      .optional()
      .meta({ description: 'The customer, such as `id:c-42`, where `data.customer` does not say.' }),
    data: z.record(z.string(), z.unknown()).nullable().optional(),
  })
  .meta({
    description:
      'A CloudEvent 1.0. In binary mode its attributes are headers (`ce-id`, …), and its data the body.',
  })

const cloudEvents = z.array(cloudEvent).max(maxEvents)

const accepted = z.object({ accepted: z.int(), rejected: rejectedSchema })

export const ingestApi: DescribedArea = {
  tag: 'Events',
  description: 'What shoppers do comes in. Role `ingest`; goes on while PostgreSQL is away.',
  schemas: {
    Event: event,
    Customer: identifiersSchema,
    CloudEvent: cloudEvent,
    CloudEvents: cloudEvents,
    Rejected: rejectedSchema,
    ...Object.fromEntries([...nameOfProperties].map(([schema, name]) => [name, schema])),
  },
  routes: [
    {
      method: 'post',
      path: '/v1/events',
      name: 'postEvents',
      summary: `Brings in one event, or up to ${maxEvents} in 5 MB`,
      description:
        'Accepted events are stored and will be processed once, however often they are sent. Bad events do not hold up good ones. After 503, and when a connection breaks before the answer, send the same events again with the same ids. `Content-Encoding: gzip` is understood.',
      scope: 'ingest',
      body: {
        'application/json': z.union([batch, event]),
        'application/cloudevents+json': cloudEvent,
        'application/cloudevents-batch+json': cloudEvents,
      },
      answers: {
        202: { description: 'The accepted ones are stored.', content: { 'application/json': accepted } },
      },
      problems: [jsonBodyProblems, { 400: ['no_valid_event'], 413: ['batch_too_large'] }, queueProblems],
    },
    {
      method: 'post',
      path: '/v1/journeys/:id/calls',
      name: 'callJourney',
      summary: 'Brings a customer into a journey whose trigger is `{ "api": true }`',
      description:
        'It becomes an event `journey_called`. Whether there is such a journey, and whether it lets the customer in, is decided when that is processed.',
      scope: 'ingest',
      params: { id: nameSchema.meta({ description: 'The journey.' }) },
      body: { 'application/json': callSchema },
      answers: {
        202: {
          description:
            'The call is stored. Its id, given or made: a call counts once per source, journey and id.',
          content: { 'application/json': z.object({ id: z.string() }) },
        },
      },
      problems: [jsonBodyProblems, { 400: ['journey_call_invalid'] }, queueProblems],
    },
  ],
}
