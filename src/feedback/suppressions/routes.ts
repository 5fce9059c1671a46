// /v1/suppressions: which addresses may not be written to, and changing that by hand, with a note on why.
import { type Request, Router } from 'express'
import type { Kysely } from 'kysely'
import type { z } from 'zod'
import { type Authenticator, principalOf, requireScope } from '../../access/index.js'
import {
  addSuppressions,
  findSuppression,
  liftSuppression,
  listSuppressions,
  type Suppression,
} from '../../customers/index.js'
import type { Database } from '../../db/index.js'
import { inOurWords } from '../../model/shape-words.js'
import { addressKey, parseAddressKey, type SuppressibleAddress } from '../../model/suppressed-address.js'
import { allow, errorsOf, jsonBody, Problem } from '../../platform/http/index.js'
import { addSchema, liftSchema, querySchema } from './schemas.js'

export interface SuppressionRoutesOptions {
  readonly db: Kysely<Database>
  readonly authenticator: Authenticator
}

export function suppressionRoutes({ db, authenticator }: SuppressionRoutesOptions): Router {
  const router = Router()
  const mayRead = requireScope(authenticator, 'read')
  const mayWrite = requireScope(authenticator, 'write')

  router
    .route('/v1/suppressions')
    .get(mayRead, async (req, res) => {
      const query = checked(querySchema, req.query, 'suppression_parameters_invalid')
      const after = query.after === undefined ? undefined : (parseAddressKey(query.after) ?? notAnAddress())
      const found = await listSuppressions(db, { ...query, after })
      const last = found.length === query.limit ? found.at(-1) : undefined
      res.json({ suppressions: found.map(shown), next: last ? addressKey(last) : null })
    })
    .all(allow('GET'))

  router
    .route('/v1/suppressions/:address')
    .get(mayRead, async (req, res) => {
      const found = await findSuppression(db, addressIn(req))
      res.json(found ? shown(found) : notSuppressed())
    })
    .put(mayWrite, jsonBody(), async (req, res) => {
      const { note = null } = checked(addSchema, req.body, 'suppression_invalid')
      const address = addressIn(req)
      const by = principalOf(res).source
      const added = await addSuppressions(db, [address], 'manual', { note, by })
      const found = await findSuppression(db, address)
      res.status(added > 0 ? 201 : 200).json(found ? shown(found) : notSuppressed())
    })
    .delete(mayWrite, jsonBody(), async (req, res) => {
      const { note } = checked(liftSchema, req.body, 'suppression_note_missing')
      const by = principalOf(res).source
      const reason = await liftSuppression(db, addressIn(req), { note, by })
      res.json(reason === null ? notSuppressed() : { lifted: reason })
    })
    .all(allow('GET', 'PUT', 'DELETE'))

  return router
}

const shown = ({ since, ...suppression }: Suppression) => ({
  key: addressKey(suppression),
  ...suppression,
  since: since.toISOString(),
})

const addressIn = (req: Request): SuppressibleAddress =>
  parseAddressKey(String(req.params.address ?? '')) ?? notAnAddress()

function checked<T>(schema: z.ZodType<T>, value: unknown, code: string): T {
  const read = schema.safeParse(value, inOurWords)
  if (read.success) return read.data
  throw new Problem({
    status: 400,
    code,
    title:
      code === 'suppression_note_missing'
        ? 'Lifting a suppression needs a note on why, such as { "note": "answered, the mailbox works again" }'
        : 'The suppressions cannot be read or changed like this',
    errors: errorsOf(read.error),
  })
}

function notAnAddress(): never {
  throw new Problem({
    status: 400,
    code: 'address_invalid',
    title: 'An address is named as email:ann@example.com or phone:+4915112345678',
  })
}

function notSuppressed(): never {
  throw new Problem({ status: 404, code: 'suppression_not_found', title: 'This address is not suppressed' })
}
