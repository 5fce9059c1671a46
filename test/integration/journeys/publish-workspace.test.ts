// Publishing: what the engine runs is exactly what is in the folder, versions never change, and doing it twice is nothing.
import { beforeEach, describe, expect, test } from 'vitest'
import type { Db } from '../../../src/db/tables.js'
import { parseWorkspace, publishWorkspace, type Workspace } from '../../../src/journeys/workspace/index.js'
import {
  loadPublished,
  publishedRevision,
  WorkspaceNotPublished,
} from '../../../src/journeys/workspace-store.js'
import { aDatabase } from '../../support/database.js'
import { aJourney, anEmail, aSettings, aWorkspace } from '../../support/workspace-files.js'

let db: Db
beforeEach(async () => {
  db = (await aDatabase()).db
})

async function workspaceOf(changes: Parameters<typeof aWorkspace>[0] = {}): Promise<Workspace> {
  const { workspace, findings } = await parseWorkspace(aWorkspace(changes))
  if (!workspace) throw new Error(JSON.stringify(findings))
  return workspace
}
const publish = async (changes: Parameters<typeof aWorkspace>[0] = {}) =>
  await publishWorkspace(db, await workspaceOf(changes))

const renamed = { 'welcome.journey.json': aJourney({ name: 'Welcome!' }) }
const vip = (least: number) => ({ if: { 'customer.orders': { gte: least } } })
const forVips = {
  'welcome.journey.json': aJourney({ entry: { if: { segment: 'vip' } } }),
  'segments/vip.json': vip(5),
}
const versions = async () =>
  (await loadPublished(db)).versions.map(({ journeyId, version, journey }) => [
    journeyId,
    version,
    journey.name,
  ])
const currentTemplates = async () =>
  await db
    .selectFrom('templates')
    .select(['name', 'content'])
    .where('current', '=', true)
    .orderBy('name')
    .execute()

describe('the first time', () => {
  test('there is nothing before it', async () => {
    expect(await publishedRevision(db)).toBe(0)
    await expect(loadPublished(db)).rejects.toThrow(WorkspaceNotPublished)
  })

  test('every journey gets version 1', async () => {
    expect(await publish()).toEqual({
      revision: 1,
      published: [{ id: 'welcome', version: 1 }],
      unchanged: [],
      archived: [],
    })
  })

  test('what is loaded is what was published', async () => {
    const workspace = await workspaceOf(forVips)
    await publishWorkspace(db, workspace)
    expect(await loadPublished(db)).toEqual({
      revision: 1,
      settings: workspace.settings,
      journeys: [{ id: 'welcome', status: 'active', version: 1 }],
      versions: [
        { journeyId: 'welcome', version: 1, journey: workspace.journeys[0], segments: { vip: vip(5).if } },
      ],
      segments: {},
      decided: [],
    })
    expect(await currentTemplates()).toEqual([{ name: 'hello', content: workspace.templates[0]!.content }])
  })
})

describe('again', () => {
  test('the same changes nothing, not even the revision', async () => {
    await publish(forVips)
    expect(await publish(forVips)).toEqual({
      revision: 1,
      published: [],
      unchanged: ['welcome'],
      archived: [],
    })
  })

  test('the order of properties, and $schema, are no change', async () => {
    await publish()
    const { id, name, ...rest } = aJourney()
    const same = { $schema: './schema/journey.schema.json', ...rest, name, id }
    expect((await publish({ 'welcome.journey.json': same })).revision).toBe(1)
  })

  test('several processes at once agree', async () => {
    const workspace = await workspaceOf()
    const results = await Promise.all(Array.from({ length: 8 }, () => publishWorkspace(db, workspace)))
    expect(results.filter(({ published }) => published.length > 0)).toHaveLength(1)
    expect(results.every(({ revision }) => revision === 1)).toBe(true)
    expect(await versions()).toEqual([['welcome', 1, 'Welcome']])
  })

  test('several processes with different contents each get a version of their own', async () => {
    const contents = await Promise.all(
      ['A', 'B', 'C', 'D'].map(name => workspaceOf({ 'welcome.journey.json': aJourney({ name }) })),
    )
    const results = await Promise.all(contents.map(workspace => publishWorkspace(db, workspace)))
    expect(results.map(({ revision }) => revision).toSorted()).toEqual([1, 2, 3, 4])
    expect((await versions()).map(([, version]) => version)).toEqual([1, 2, 3, 4])
  })
})

describe('a journey that was reviewed', () => {
  const reviewed = (day?: string) => ({ 'welcome.journey.json': aJourney({ ...(day && { reviewed: day }) }) })
  const day = async () => (await db.selectFrom('journeys').select('reviewed').executeTakeFirst())?.reviewed

  test('stays the version it is, and says when', async () => {
    await publish()
    expect(await day()).toBeNull()
    expect(await publish(reviewed('2026-11-01'))).toMatchObject({ published: [], unchanged: ['welcome'] })
    expect(await day()).toBe('2026-11-01')
    expect(await versions()).toEqual([['welcome', 1, 'Welcome']])
    expect((await publish(reviewed('2026-11-01'))).revision).toBe(2)
    await publish(reviewed())
    expect(await day()).toBeNull()
  })
})

describe('a changed journey', () => {
  test('gets the next version; the old one stays as it was', async () => {
    await publish()
    expect(await publish(renamed)).toEqual({
      revision: 2,
      published: [{ id: 'welcome', version: 2 }],
      unchanged: [],
      archived: [],
    })
    expect(await versions()).toEqual([
      ['welcome', 1, 'Welcome'],
      ['welcome', 2, 'Welcome!'],
    ])
  })

  test('that is changed back runs its earlier version again', async () => {
    await publish()
    await publish(renamed)
    expect(await publish()).toMatchObject({ revision: 3, published: [{ id: 'welcome', version: 1 }] })
    expect(await publish(renamed)).toMatchObject({ revision: 4, published: [{ id: 'welcome', version: 2 }] })
    expect(await versions()).toHaveLength(2)
  })

  test('is also one whose segment changed, but not one that does not use it', async () => {
    const other = { ...forVips, 'other.journey.json': aJourney({ id: 'other' }) }
    await publish(other)
    expect(await publish({ ...other, 'segments/vip.json': vip(9) })).toMatchObject({
      published: [{ id: 'welcome', version: 2 }],
      unchanged: ['other'],
    })
    const segments = (await loadPublished(db)).versions.map(version => version.segments)
    expect(segments).toEqual([{}, { vip: vip(5).if }, { vip: vip(9).if }])
  })
})

describe('a journey that is gone', () => {
  const two = { 'other.journey.json': aJourney({ id: 'other' }) }

  test('is archived, with its versions kept for those inside', async () => {
    await publish(two)
    expect(await publish()).toEqual({
      revision: 2,
      published: [],
      unchanged: ['welcome'],
      archived: ['other'],
    })
    expect((await loadPublished(db)).journeys).toEqual([
      { id: 'other', status: 'archived', version: 1 },
      { id: 'welcome', status: 'active', version: 1 },
    ])
    expect(await versions()).toHaveLength(2)
    expect(await publish()).toMatchObject({ revision: 2, archived: [] })
  })

  test('and comes back runs the version it had', async () => {
    await publish(two)
    await publish()
    expect(await publish(two)).toMatchObject({ revision: 3, published: [{ id: 'other', version: 1 }] })
  })
})

describe('templates and settings', () => {
  const subjects = async () => (await currentTemplates()).map(({ name, content }) => [name, content.subject])

  test('a changed template is a new revision without a new version', async () => {
    await publish()
    const changed = { 'templates/hello.mjml': anEmail({ title: 'Good day' }) }
    expect(await publish(changed)).toMatchObject({ revision: 2, published: [] })
    expect(await subjects()).toEqual([['hello', 'Good day']])
    expect(await publish()).toMatchObject({ revision: 3 })
    expect(await subjects()).toEqual([['hello', 'Hello']])
  })

  test('a template that is gone stays for those who will still get it', async () => {
    await publish()
    await publish({
      'welcome.journey.json': aJourney({ steps: [{ id: 'hello', send: 'email', template: 'hi' }] }),
      'templates/hello.mjml': null,
      'templates/hi.mjml': anEmail({ title: 'Hi' }),
    })
    expect(await subjects()).toEqual([
      ['hello', 'Hello'],
      ['hi', 'Hi'],
    ])
  })

  test('changed settings are a new revision', async () => {
    await publish()
    const settings = { 'settings.json': aSettings({ lateEvents: '2d' }) }
    expect(await publish(settings)).toMatchObject({ revision: 2, published: [], unchanged: ['welcome'] })
    expect((await loadPublished(db)).settings.lateEvents).toBe('2d')
  })
})

describe('segments that reports are grouped by', () => {
  const grouped = (least: number) => ({
    'settings.json': aSettings({ reports: { segments: ['gold'] } }),
    'segments/gold.json': { if: { all: [{ segment: 'vip' }, { consent: 'email' }] } },
    'segments/vip.json': vip(least),
    'segments/other.json': vip(1),
  })

  test('are loaded with what they need, and with nothing else', async () => {
    await publish(grouped(5))
    expect(Object.keys((await loadPublished(db)).segments).sort()).toEqual(['gold', 'vip'])
  })

  test('change without a new version of any journey', async () => {
    await publish(grouped(5))
    expect(await publish(grouped(6))).toEqual({
      revision: 2,
      published: [],
      unchanged: ['welcome'],
      archived: [],
    })
    expect((await publish(grouped(6))).revision).toBe(2)
    expect((await loadPublished(db)).segments.vip).toEqual(vip(6).if)
  })
})

describe('which share is held out since when', () => {
  const shares = async () =>
    (await db.selectFrom('holdout_shares').selectAll().orderBy('id').execute()).map(
      ({ journey_id, version, share }) => [journey_id, version, share],
    )
  const held = (holdout: number) => ({ 'welcome.journey.json': aJourney({ entry: { holdout } }) })
  const global = { 'settings.json': aSettings({ holdout: { share: 0.05 } }) }

  test('is written down when it is published first, nobody included', async () => {
    await publish()
    expect(await shares()).toEqual([
      ['', 0, 0],
      ['welcome', 1, 0],
    ])
  })

  test('is written down again only where it changed, also back to what it was', async () => {
    await publish(held(0.1))
    await publish(held(0.1))
    await publish({ ...held(0.1), ...global })
    await publish({ ...held(0.2), ...global })
    await publish({ ...held(0.1), ...global })
    expect(await shares()).toEqual([
      ['', 0, 0],
      ['welcome', 1, 0.1],
      ['', 0, 0.05],
      ['welcome', 2, 0.2],
      ['welcome', 1, 0.1],
    ])
  })
})
