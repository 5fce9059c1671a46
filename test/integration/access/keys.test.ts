// Keys: stored as hashes, bound to a source, scoped, revoked, and remembered while PostgreSQL is away.

import { Router } from 'express'
import request from 'supertest'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  createAuthenticator,
  createKey,
  KeysUnavailable,
  listKeys,
  principalOf,
  requireScope,
  revokeKey,
  type Scope,
} from '../../../src/access/index.js'
import { connect } from '../../../src/db/index.js'
import { createHttp } from '../../../src/platform/http/index.js'
import { createLogger } from '../../../src/platform/logger.js'
import { aDatabase } from '../../support/database.js'
import { eventually } from '../../support/eventually.js'
import { aWayTo } from '../queue/cut-off.js'

const wanted = { source: 'shop-de', name: 'storefront', scopes: ['ingest'] as Scope[] }

/** A clock that stands still until it is told to go on. */
function aClock() {
  let time = Date.parse('2026-11-20T10:00:00Z')
  return {
    now: () => new Date(time),
    pass(ms: number) {
      time += ms
    },
  }
}

describe('making a key', () => {
  test('gives a key that is stored only as a hash, bound to a source that is made on demand', async () => {
    const { db } = await aDatabase()
    const { id, key } = await createKey(db, wanted)
    expect(key).toMatch(/^tf_[\w-]{43}$/)
    const rows = await db.selectFrom('api_keys').selectAll().execute()
    expect(rows).toMatchObject([{ id, source_id: 'shop-de', scopes: ['ingest'], revoked_at: null }])
    expect(rows[0]?.hash).toHaveLength(32)
    expect(JSON.stringify(rows)).not.toContain(key)
    expect(await db.selectFrom('sources').select('id').execute()).toEqual([{ id: 'shop-de' }])
  })

  test('a second key for the same source is possible, so that keys can be changed without a gap', async () => {
    const { db } = await aDatabase()
    const keys = [
      await createKey(db, wanted),
      await createKey(db, { ...wanted, scopes: ['read', 'read', 'write'] }),
    ]
    const authenticator = createAuthenticator({ db })
    expect(await Promise.all(keys.map(({ key }) => authenticator.authenticate(key)))).toEqual([
      { source: 'shop-de', scopes: ['ingest'] },
      { source: 'shop-de', scopes: ['read', 'write'] },
    ])
    expect((await listKeys(db)).map(({ id, name, source }) => ({ id, name, source }))).toEqual(
      keys.map(({ id }) => ({ id, name: 'storefront', source: 'shop-de' })),
    )
  })

  test('is refused where the source, the name or a scope makes no sense', async () => {
    const { db } = await aDatabase()
    for (const [change, message] of [
      [{ source: 'Shop DE' }, 'source must be a short name'],
      [{ source: 'triggerfish' }, 'source must not be "triggerfish", which is our own'],
      [{ name: ' ' }, 'name must not be empty'],
      [{ scopes: [] }, 'scopes must name at least one scope'],
      [{ scopes: ['root' as Scope] }, 'scopes.0 must be one of ingest, read, write, admin, script'],
      [
        { scopes: ['script', 'ingest'] },
        'scopes must be "script" alone: that key stands in a page for everybody to read',
      ],
    ] as const) {
      await expect(createKey(db, { ...wanted, ...change })).rejects.toMatchObject({
        code: 'invalid_key_request',
        message: expect.stringContaining(message),
      })
    }
    expect(await listKeys(db)).toEqual([])
  })
})

describe('a key', () => {
  test('that is unknown or no key at all is not good', async () => {
    const { db } = await aDatabase()
    const authenticator = createAuthenticator({ db })
    for (const key of ['', 'tf_', 'sk_live_x', `tf_${'a'.repeat(43)}`, `tf_${'a'.repeat(44)}`]) {
      expect(await authenticator.authenticate(key)).toBeNull()
    }
  })

  test('that was revoked stops working within 30 seconds, and its revocation is told once', async () => {
    const { db } = await aDatabase()
    const clock = aClock()
    const authenticator = createAuthenticator({ db, clock })
    const { id, key } = await createKey(db, wanted)
    expect(await authenticator.authenticate(key)).not.toBeNull()
    expect(await revokeKey(db, id)).toBe(true)
    expect(await revokeKey(db, id)).toBe(false)
    expect(await revokeKey(db, 'no such key')).toBe(false)
    clock.pass(30_000)
    expect(await authenticator.authenticate(key)).toBeNull()
    expect(await listKeys(db)).toMatchObject([{ id, revokedAt: expect.any(Date) }])
  })

  test('is not looked up again for 30 seconds, and only once by requests that come together', async () => {
    const { db, url } = await aDatabase()
    const clock = aClock()
    const { key } = await createKey(db, wanted)
    const way = await aWayTo(url)
    const near = connect(way.url, { max: 5 })
    onTestFinished(async () => {
      await near.close()
      await way.cut()
    })
    const authenticator = createAuthenticator({ db: near.db, clock })
    await Promise.all(Array.from({ length: 20 }, () => authenticator.authenticate(key)))
    expect(near.pool.totalCount).toBe(1)
    await way.cut()
    clock.pass(29_999)
    expect(await authenticator.authenticate(key)).toEqual({ source: 'shop-de', scopes: ['ingest'] })
    await way.mend()
  })

  test('that is remembered works for ten minutes while PostgreSQL is away; others cannot be checked', async () => {
    const { db, url } = await aDatabase()
    const clock = aClock()
    const [known, stranger] = [await createKey(db, wanted), await createKey(db, wanted)]
    const way = await aWayTo(url)
    const near = connect(way.url)
    onTestFinished(async () => {
      await near.close()
      await way.cut()
    })
    const authenticator = createAuthenticator({ db: near.db, clock })
    expect(await authenticator.authenticate(known.key)).not.toBeNull()
    await way.cut()

    clock.pass(599_000)
    expect(await authenticator.authenticate(known.key)).toEqual({ source: 'shop-de', scopes: ['ingest'] })
    await expect(authenticator.authenticate(stranger.key)).rejects.toThrow(KeysUnavailable)
    clock.pass(3_000)
    await expect(authenticator.authenticate(known.key)).rejects.toThrow(KeysUnavailable)

    await way.mend()
    clock.pass(3_000)
    await eventually(async () => (await authenticator.authenticate(stranger.key)) !== null)
    expect(await authenticator.authenticate(known.key)).not.toBeNull()
  })

  test('that was revoked while PostgreSQL was away stops working as soon as it is back', async () => {
    const { db, url } = await aDatabase()
    const clock = aClock()
    const { id, key } = await createKey(db, wanted)
    const way = await aWayTo(url)
    const near = connect(way.url)
    onTestFinished(async () => {
      await near.close()
      await way.cut()
    })
    const authenticator = createAuthenticator({ db: near.db, clock })
    await authenticator.authenticate(key)
    await way.cut()
    await revokeKey(db, id)
    clock.pass(60_000)
    expect(await authenticator.authenticate(key)).not.toBeNull()
    await way.mend()
    clock.pass(3_000)
    expect(await authenticator.authenticate(key)).toBeNull()
  })
})

describe('in front of a route', () => {
  async function anApp(scopes: Scope[], guard: Scope) {
    const { db } = await aDatabase()
    const { key } = await createKey(db, { ...wanted, scopes })
    const router = Router()
    router.get(
      '/',
      requireScope(createAuthenticator({ db }), guard),
      (_req, res) => void res.json(principalOf(res)),
    )
    return { key, app: createHttp({ routers: [router], logger: createLogger({ level: 'silent' }) }) }
  }

  test('a key with the scope passes, and the route knows who is asking', async () => {
    const { app, key } = await anApp(['ingest'], 'ingest')
    await request(app)
      .get('/')
      .set('Authorization', `Bearer ${key}`)
      .expect(200, { source: 'shop-de', scopes: ['ingest'] })
    await request(app).get('/').set('Authorization', `bearer ${key}`).expect(200)
  })

  test('admin may do everything, others only what they were given', async () => {
    const admin = await anApp(['admin'], 'write')
    await request(admin.app).get('/').set('Authorization', `Bearer ${admin.key}`).expect(200)
    const reader = await anApp(['read', 'ingest'], 'write')
    const answer = await request(reader.app).get('/').set('Authorization', `Bearer ${reader.key}`).expect(403)
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'scope_missing' })
  })

  test('whoever has no good key is answered with 401', async () => {
    const { app } = await anApp(['ingest'], 'ingest')
    for (const [header, code] of [
      ['', 'key_missing'],
      ['Basic dXNlcjpwYXNz', 'key_missing'],
      [`Bearer tf_${'b'.repeat(43)}`, 'key_invalid'],
      ['Bearer hello', 'key_invalid'],
    ] as const) {
      const answer = await request(app).get('/').set('Authorization', header).expect(401)
      expect(answer.headers['www-authenticate']).toContain('Bearer')
      expect(JSON.parse(answer.text)).toMatchObject({ code })
    }
  })
})
