// Experiments over HTTP: the same as by the command.
import supertest from 'supertest'
import { expect, it } from 'vitest'
import { createAuthenticator, createKey, type Scope } from '../../../src/access/index.js'
import { experimentRoutes } from '../../../src/experiments/index.js'
import { parseWorkspace, publishWorkspace } from '../../../src/journeys/workspace/index.js'
import { createHttp } from '../../../src/platform/http/index.js'
import { createLogger } from '../../../src/platform/logger.js'
import { aDatabase } from '../../support/database.js'
import { aJourney, aWorkspace } from '../../support/workspace-files.js'

const { db } = await aDatabase()

async function as(scope: Scope) {
  const { key } = await createKey(db, { source: 'shop', name: 'test', scopes: [scope] })
  const routers = [experimentRoutes({ db, authenticator: createAuthenticator({ db }) })]
  const app = createHttp({ routers, logger: createLogger({ level: 'silent' }) })
  return supertest.agent(app).set('authorization', `Bearer ${key}`)
}

const way = (name: string) => ({
  name,
  weight: 1,
  then: [{ id: `mail-${name}`, send: 'email', template: 'hello' }],
})
const path = '/v1/experiments/welcome/tone'

it('splits are listed, decided by hand and drawn again', async () => {
  const [reader, writer] = [await as('read'), await as('write')]
  expect((await reader.get('/v1/experiments').expect(200)).body).toEqual({ experiments: [] })
  await writer.post(`${path}/decide`).send({ variant: 'bold' }).expect(404)
  const steps = [{ id: 'tone', split: [way('plain'), way('bold')] }]
  const { workspace } = await parseWorkspace(aWorkspace({ 'welcome.journey.json': aJourney({ steps }) }))
  await publishWorkspace(db, workspace!)

  const { body } = await reader.get('/v1/experiments').expect(200)
  expect(body.experiments).toMatchObject([
    { journey: 'welcome', step: 'tone', state: 'running', decision: null },
  ])
  await reader.post(`${path}/decide`).send({ variant: 'bold' }).expect(403)

  const refused = async (address: string, variant: unknown, status: number) =>
    (await writer.post(address).send({ variant }).expect(status)).body
  expect(await refused('/v1/experiments/welcome/tune/decide', 'bold', 404)).toMatchObject({
    code: 'experiment_unknown',
    detail: expect.stringContaining('welcome tone'),
  })
  expect(await refused(`${path}/decide`, 'loud', 400)).toMatchObject({
    code: 'variant_unknown',
    detail: expect.stringContaining('plain, bold'),
  })
  expect(await refused(`${path}/decide`, 7, 400)).toMatchObject({ code: 'decision_invalid' })

  const decided = await writer.post(`${path}/decide`).send({ variant: 'bold' }).expect(200)
  expect(decided.body).toMatchObject({ state: 'decided', decision: { variant: 'bold', decidedBy: 'hand' } })
  expect(await refused(`${path}/decide`, 'plain', 409)).toMatchObject({ code: 'already_decided' })
  expect((await writer.post(`${path}/reopen`).expect(200)).body).toMatchObject({ state: 'reopened' })
  expect((await writer.post(`${path}/reopen`).expect(409)).body).toMatchObject({ code: 'not_decided' })
  await writer.get(`${path}/decide`).expect(405)
})
