// Making a key. The only moment at which it can be seen.
import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { Database } from '../db/tables.js'
import { ownSource } from '../model/event.js'
import { inOurWords } from '../model/shape-words.js'
import { newId } from '../platform/new-id.js'
import { hashApiKey, newApiKey } from './api-key.js'
import { insertKey } from './api-key-store.js'
import { isPublic, type Scope, scopes } from './scope.js'

const newKeySchema = z.object({
  source: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, {
      error: 'must be a short name in small letters, digits, - and _, such as "shop-de"',
    })
    .refine(source => source !== ownSource, { error: `must not be "${ownSource}", which is our own` }),
  name: z.string().trim().min(1, { error: 'must not be empty' }).max(200),
  scopes: z
    .array(z.enum(scopes, { error: `must be one of ${scopes.join(', ')}` }))
    .min(1, { error: 'must name at least one scope' })
    .refine(scopes => !scopes.includes('script') || isPublic({ scopes: [...new Set(scopes)] }), {
      error: 'must be "script" alone: that key stands in a page for everybody to read',
    }),
})

export interface NewKey {
  /** The storefront or provider the key is for; made where it is new. */
  readonly source: string
  /** For people, to tell keys of one source apart. */
  readonly name: string
  readonly scopes: readonly Scope[]
}

/** Throws an error with the code `invalid_key_request` that names what is wrong. */
export async function createKey(
  db: Kysely<Database>,
  wanted: NewKey,
): Promise<{ readonly id: string; readonly key: string }> {
  const checked = newKeySchema.safeParse(wanted, inOurWords)
  if (!checked.success) throw new InvalidKeyRequest(checked.error)
  const { source, name } = checked.data
  const id = newId()
  const key = newApiKey()
  await insertKey(db, { id, source, name, scopes: [...new Set(checked.data.scopes)], hash: hashApiKey(key) })
  return { id, key }
}

export class InvalidKeyRequest extends Error {
  readonly code = 'invalid_key_request'

  constructor(error: z.ZodError) {
    super(error.issues.map(issue => `${issue.path.join('.')} ${issue.message}`).join('; '))
    this.name = 'InvalidKeyRequest'
  }
}
