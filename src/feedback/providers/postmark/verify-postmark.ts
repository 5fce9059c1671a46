// Whether Postmark has posted this: it signs nothing, but gives a user and a password that stand in the address of the webhook.
import { createHash, timingSafeEqual } from 'node:crypto'
import { Problem } from '../../../platform/http/index.js'
import type { Guard } from '../door.js'

export interface Credentials {
  readonly user: string
  readonly password: string
}

/** 401 and not 403, at which Postmark would never try again. */
export const postmarkGuard =
  ({ user, password }: Credentials): Guard =>
  ({ headerOf }) => {
    const header = headerOf('Authorization')
    if (header === undefined)
      throw unauthorized('credentials_missing', 'The address of the webhook must be https://USER:PASSWORD@…')
    const given = /^Basic ([A-Za-z0-9+/_-]+={0,2})$/i.exec(header)?.[1] ?? ''
    // Digests, so that nothing is learnt from how long it takes, not even a length.
    if (!timingSafeEqual(digest(Buffer.from(given, 'base64')), digest(Buffer.from(`${user}:${password}`))))
      throw unauthorized(
        'credentials_invalid',
        'User and password must be POSTMARK_WEBHOOK_USER and POSTMARK_WEBHOOK_PASSWORD.',
      )
  }

const digest = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest()

const unauthorized = (code: string, detail: string): Problem =>
  new Problem({
    status: 401,
    code,
    title: 'The post does not prove that it comes from Postmark',
    detail,
    headers: { 'WWW-Authenticate': 'Basic realm="triggerfish", charset="UTF-8"' },
  })
