// /v1/suppressions, described by the schemas that check it.
import { z } from 'zod'
import { channelSchema } from '../../model/channel.js'
import { type DescribedArea, databaseProblems, jsonBodyProblems } from '../../platform/openapi/index.js'
import { addSchema, liftSchema, querySchema, reasonSchema } from './schemas.js'

const address = z
  .string()
  .meta({ description: '`email:ann@example.com` or `phone:+4915112345678`, URL-encoded.' })
const path = '/v1/suppressions/:address'

const suppression = z.object({
  key: address,
  channel: channelSchema,
  address: z.string(),
  reason: reasonSchema,
  since: z.iso.datetime(),
  note: z.string().nullable().meta({ description: 'Of whoever added it by hand.' }),
})
const page = z.object({
  suppressions: z.array(suppression),
  next: z.string().nullable().meta({ description: 'To be given as `after`; null: this was the last page.' }),
})
const json = { 'application/json': suppression }
const notFound = { 404: ['suppression_not_found'] }
const invalid = { 400: ['address_invalid'] }

export const suppressionsApi: DescribedArea = {
  tag: 'Suppressions',
  description: 'Which addresses are not written to. Role `web`, but for mails to the unsubscribe mailbox.',
  schemas: { Suppression: suppression },
  routes: [
    {
      method: 'get',
      path: '/v1/suppressions',
      name: 'listSuppressions',
      summary: 'All of them, page by page',
      scope: 'read',
      query: querySchema.shape,
      answers: { 200: { description: 'By channel and address.', content: { 'application/json': page } } },
      problems: [{ 400: ['suppression_parameters_invalid', 'address_invalid'] }, databaseProblems],
    },
    {
      method: 'get',
      path,
      name: 'getSuppression',
      summary: 'Why an address is not written to',
      scope: 'read',
      params: { address },
      answers: { 200: { description: 'It is suppressed.', content: json } },
      problems: [invalid, notFound, databaseProblems],
    },
    {
      method: 'put',
      path,
      name: 'addSuppression',
      summary: 'Suppresses an address by hand',
      scope: 'write',
      params: { address },
      body: { 'application/json': addSchema },
      answers: {
        200: { description: 'It was suppressed already, and stays as it was.', content: json },
        201: { description: 'It is suppressed now.', content: json },
      },
      problems: [jsonBodyProblems, { 400: ['suppression_invalid'] }, invalid, notFound, databaseProblems],
    },
    {
      method: 'delete',
      path,
      name: 'liftSuppression',
      summary: 'Lifts a suppression, with a note on why',
      scope: 'write',
      params: { address },
      body: { 'application/json': liftSchema },
      answers: {
        200: {
          description: 'The reason that holds no more.',
          content: { 'application/json': z.object({ lifted: reasonSchema }) },
        },
      },
      problems: [
        jsonBodyProblems,
        { 400: ['suppression_note_missing'] },
        invalid,
        notFound,
        databaseProblems,
      ],
    },
  ],
}
