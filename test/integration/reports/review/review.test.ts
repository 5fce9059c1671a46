// The review of a week from what the reports have, and its mail: to each at most once, whatever breaks.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { setClock } from '../../../../src/db/index.js'
import type { Db } from '../../../../src/db/tables.js'
import { parseWorkspace, publishWorkspace } from '../../../../src/journeys/workspace/index.js'
import { mailReview, makeReview, publishedReview, type ReviewSender } from '../../../../src/reports/index.js'
import { mailDueReview } from '../../../../src/reports/review/start-reviews.js'
import { cli, giveServers } from '../../../support/cli.js'
import { aDatabase } from '../../../support/database.js'
import { aJourney, aSettings, aWorkspace } from '../../../support/workspace-files.js'

/** A Monday. */
const monday = new Date('2026-11-23T09:00:00Z')
const to = ['ann@example.com', 'bob@example.com']

async function aShop(review: object | null = { to }) {
  const { db, url } = await aDatabase()
  await setClock(db, { at: monday, speed: 1 })
  const { workspace, findings } = await parseWorkspace(
    aWorkspace({
      'settings.json': aSettings(review ? { reports: { review } } : {}),
      'welcome.journey.json': aJourney({ reviewed: '2026-08-01' }),
    }),
  )
  if (!workspace) throw new Error(JSON.stringify(findings))
  await publishWorkspace(db, workspace)
  await db
    .updateTable('journey_versions')
    .set({ published_at: new Date('2026-06-01T00:00:00Z') })
    .execute()
  return { db, url }
}

const entered = (db: Db, day: string, count: number) =>
  db
    .insertInto('report_entries')
    .values({
      journey_id: 'welcome',
      day,
      version: 1,
      dimension: 'all',
      value: '',
      held_by: '',
      ...{ entered: count, messaged: 0, delivered: 0, clicked: 0, converted: 0 },
    })
    .execute()

/** Takes what it is told to, and remembers to whom. */
function aSender(kind = 'sent', marks = true) {
  const mails: { to: string; subject: string; id: string }[] = []
  const sender: ReviewSender = {
    send: async (mail, mark) => {
      if (marks && !(await mark())) return { kind: 'not_sent' }
      mails.push(mail)
      return { kind }
    },
  }
  return { sender, mails, to: () => mails.map(mail => mail.to) }
}

describe('the review', () => {
  test('compares the last whole week with the four before it', async () => {
    const { db } = await aShop()
    for (const day of ['2026-10-20', '2026-10-27', '2026-11-03', '2026-11-10']) await entered(db, day, 400)
    await entered(db, '2026-11-17', 100)
    await entered(db, '2026-11-23', 7_000)
    await db
      .insertInto('audit_findings')
      .values({
        ...{ area: 'data', code: 'events_too_few', subject: 'shop', severity: 'error' },
        ...{ message: 'Few came.', advice: 'Look.', facts: '{}', first_at: monday, last_at: monday },
      })
      .execute()
    expect(await makeReview(db, null)).toMatchObject({
      week: '2026-W47',
      from: '2026-11-16',
      to: '2026-11-23',
      journeys: [
        {
          id: 'welcome',
          changed: ['entered 100, usually 400 (−75 %)'],
          stop: null,
          unreviewedSince: '2026-08-01',
        },
      ],
      findings: [{ severity: 'error', since: '2026-11-23' }],
    })
    expect((await makeReview(db, '2026-W46'))?.journeys[0]?.figures.entered).toBe(400)
    expect(await makeReview(db, '2026-W60')).toBeNull()
    expect(await makeReview(db, '2026-W48')).not.toBeNull()
    expect(await makeReview(db, '2026-W49')).toBeNull()
  })

  test('compares thirty days whose windows are over, however long those are', async () => {
    const { db } = await aDatabase()
    await setClock(db, { at: monday, speed: 1 })
    const goal = { event: 'order_completed', within: '30d', value: 'order.total' }
    const { workspace, findings } = await parseWorkspace(
      aWorkspace({ 'welcome.journey.json': aJourney({ goal, entry: { holdout: 0.1 } }) }),
    )
    if (!workspace) throw new Error(JSON.stringify(findings))
    await publishWorkspace(db, workspace)
    await db
      .updateTable('journey_versions')
      .set({ published_at: new Date('2026-06-01T00:00:00Z') })
      .execute()
    const arm = (name: string, day: string, entrants: number, converted: number) =>
      db
        .insertInto('report_arms')
        .values({
          ...{ journey_id: 'welcome', day, version: 1, split: 'holdout', arm: name, goal: 'primary' },
          ...{ currency: '', entrants, converted, value: '0', squares: '0' },
        })
        .execute()
    await arm('treated', '2026-10-05', 9000, 900)
    await arm('held_out', '2026-10-05', 1000, 50)
    await arm('treated', '2026-11-10', 9000, 0)
    const review = await makeReview(db, null)
    expect(review?.journeys[0]?.effect).toMatch(/^More: /)
  })

  test('is there before anything was published', async () => {
    const { db } = await aDatabase()
    expect((await makeReview(db, null))?.journeys).toEqual([])
  })
})

describe('its mail', () => {
  const now = async (db: Db, sender: ReviewSender) =>
    await mailReview(db, sender, (await makeReview(db, null))!, (await publishedReview(db))!)

  test('goes to each once', async () => {
    const { db } = await aShop()
    const first = aSender()
    expect(await now(db, first.sender)).toEqual({ sent: 2, before: 0, failed: 0, unknown: 0 })
    expect(first.to()).toEqual(to)
    const again = aSender()
    expect(await now(db, again.sender)).toEqual({ sent: 0, before: 2, failed: 0, unknown: 0 })
    expect(again.mails).toEqual([])
  })

  test('goes out once where two processes are at it', async () => {
    const { db } = await aShop()
    const [one, two] = [aSender(), aSender()]
    await Promise.all([now(db, one.sender), now(db, two.sender)])
    expect([...one.to(), ...two.to()].sort()).toEqual(to)
  })

  test('that surely was not taken is tried again; that of which nobody knows is not', async () => {
    const { db } = await aShop()
    expect(await now(db, aSender('retry').sender)).toMatchObject({ sent: 0, failed: 2 })
    expect(await now(db, aSender('unknown').sender)).toMatchObject({ unknown: 2 })
    expect(await now(db, aSender().sender)).toMatchObject({ sent: 0, before: 2 })
  })

  test('that was refused for good is not tried again by the job, but by whoever asks', async () => {
    const { db } = await aShop({ to })
    await setClock(db, { at: monday, speed: 1 })
    const refusing = aSender('give_up')
    expect(await mailDueReview(db, refusing.sender)).toMatchObject({ sent: 0, failed: 2 })
    expect(await mailDueReview(db, refusing.sender)).toBeNull()
    expect(refusing.mails).toHaveLength(2)
    expect(await now(db, aSender().sender)).toMatchObject({ sent: 2, before: 0 })
    expect(await now(db, aSender().sender)).toMatchObject({ sent: 0, before: 2 })
  })

  test('of a sender that breaks after the mark is not tried again', async () => {
    const { db } = await aShop()
    const broken: ReviewSender = {
      send: async (_, mark) => {
        await mark()
        throw new Error('cut')
      },
    }
    expect(await now(db, broken)).toMatchObject({ unknown: 2 })
    expect(await now(db, aSender().sender)).toMatchObject({ before: 2 })
  })

  test('is due on its day from its time on, and then no more', async () => {
    const { db } = await aShop({ to, on: 'mon', at: '10:00' })
    expect(await mailDueReview(db, aSender().sender)).toBeNull()
    await setClock(db, { at: new Date('2026-11-23T10:00:00Z'), speed: 1 })
    const { sender, mails } = aSender()
    expect(await mailDueReview(db, sender)).toMatchObject({ sent: 2 })
    expect(await mailDueReview(db, sender)).toBeNull()
    expect(mails.map(({ subject }) => subject)).toEqual([
      'Review of week 2026-W47, Fern & Field',
      'Review of week 2026-W47, Fern & Field',
    ])
  })

  test('goes to nobody where the settings name nobody', async () => {
    const { db } = await aShop(null)
    expect(await mailDueReview(db, aSender().sender)).toBeNull()
  })
})

describe('the command', () => {
  test('shows it, writes it, and refuses a week that there is not', async () => {
    const { db, url } = await aShop()
    giveServers(url)
    await entered(db, '2026-11-17', 100)
    const folder = await mkdtemp(join(tmpdir(), 'tf-review-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const { code, out } = await cli('review')
    expect(code).toBe(0)
    expect(out).toContain('# Review of week 2026-W47')
    const page = join(folder, 'review.html')
    expect(await cli('review', '--week', '2026-W46', '--html', page)).toMatchObject({ code: 0, out: '' })
    expect(await readFile(page, 'utf8')).toContain('<h1')
    expect(JSON.parse((await cli('review', '--json')).out).review.week).toBe('2026-W47')
    expect((await cli('review', '--week', 'last')).code).toBe(2)
    expect((await cli('review', '--html', join(folder, 'no', 'such.html'))).code).toBe(1)
  })

  test('says who is missing where it is to be mailed', async () => {
    const { url } = await aShop(null)
    giveServers(url)
    const { code, err } = await cli('review', '--mail')
    expect(code).toBe(2)
    expect(err).toContain('"reports"')
  })
})
