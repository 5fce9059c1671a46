// Express middleware: who is asking, and may they. Runs before the body is read.
import type { RequestHandler, Response } from 'express'
import { Problem, unavailable } from '../platform/http/index.js'
import { type Authenticator, KeysUnavailable } from './authenticator.js'
import { isPublic, mayDo, type Principal, type Scope } from './scope.js'

/** Answers 401, 403 or 503 itself; otherwise puts `source` and `scopes` into `res.locals` (see `principalOf`). */
export const requireScope =
  (authenticator: Authenticator, scope: Scope): RequestHandler =>
  async (req, res, next) => {
    const key = bearerOf(req.headers.authorization)
    if (key === undefined) throw unauthorized('key_missing', 'Send a key: "Authorization: Bearer tf_…"')
    const principal = await keyOwner(authenticator, key, scope)
    Object.assign(res.locals, principal)
    next()
  }

/** Only behind `requireScope`. */
export function principalOf(res: Response): Principal {
  const { source, scopes } = res.locals as Partial<Principal>
  if (!source || !scopes) throw new Error('principalOf was called on a route without requireScope')
  return { source, scopes }
}

const bearerOf = (header: string | undefined): string | undefined =>
  /^Bearer +(\S+) *$/i.exec(header ?? '')?.[1]

/** For a key that came by another way. Rejects with the `Problem` to answer: 401, 403 or 503. */
export async function keyOwner(authenticator: Authenticator, key: string, scope: Scope): Promise<Principal> {
  const principal = await ownerOfKey(authenticator, key)
  if (!mayDo(principal, scope))
    throw new Problem({ status: 403, code: 'scope_missing', title: `The key lacks the scope "${scope}"` })
  return principal
}

/** For a key that stands in a page: a secret one is refused, so that nobody leaves it there because it works. Rejects as above. */
export async function publicKeyOwner(authenticator: Authenticator, key: string): Promise<Principal> {
  const principal = await ownerOfKey(authenticator, key)
  if (!isPublic(principal)) throw secretKey()
  return principal
}

async function ownerOfKey(authenticator: Authenticator, key: string): Promise<Principal> {
  const principal = await authenticator.authenticate(key).catch((error: unknown) => {
    throw error instanceof KeysUnavailable
      ? unavailable(error.code, 'Keys cannot be checked now', 5, error)
      : error
  })
  if (!principal) throw unauthorized('key_invalid', 'The key is unknown or was revoked')
  return principal
}

const secretKey = (): Problem =>
  new Problem({
    status: 403,
    code: 'key_not_public',
    title: 'This key is secret and must not stand in a page',
    detail:
      'Revoke it with `triggerfish keys revoke`, since anybody can have read it, and put one in the page that was made with `triggerfish keys create --scope script`.',
  })

const unauthorized = (code: string, title: string): Problem =>
  new Problem({ status: 401, code, title, headers: { 'WWW-Authenticate': 'Bearer realm="triggerfish"' } })
