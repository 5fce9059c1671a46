// report export by hand, and what the terminal shows of reports.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runCli } from '../../../src/cli/run-cli.js'
import { cli, giveServers } from '../../support/cli.js'
import { aDatabase } from '../../support/database.js'

const database = await aDatabase()

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'triggerfish-export-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

test('report export writes the files, and says what they are', async () => {
  giveServers(database.url)
  const folder = join(aFolder(), 'november')
  const { code, out } = await cli('report', 'export', folder, '--from', '2026-11-01', '--to', '2026-12-01')
  expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('messages.csv') })
  expect(out).toContain('2026-11-01 to 2026-12-01 (not included)')
  expect(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))).toMatchObject({ format: 'csv' })

  const again = await cli('report', 'export', folder)
  expect(again).toMatchObject({ code: 1, err: expect.stringContaining('is not empty: name a new folder') })
})

test('report export prints the manifest for programs', async () => {
  giveServers(database.url)
  const { out } = await cli('report', 'export', aFolder(), '--format', 'parquet', '--days', '7', '--json')
  expect(JSON.parse(out)).toMatchObject({ format: 'parquet', files: expect.any(Array) })
})

test('report export refuses a format or a day that it does not know', async () => {
  giveServers(database.url)
  expect((await cli('report', 'export', aFolder(), '--format', 'xls')).code).toBe(2)
  const { code, err } = await cli('report', 'export', aFolder(), '--from', 'yesterday')
  expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('--from must be a day') })
})

test('charts are drawn where a person looks, in colour unless told otherwise', async () => {
  giveServers(database.url)
  await database.db
    .insertInto('report_health')
    .values(
      ['2026-11-10', '2026-11-11'].map((day, n) => ({
        journey_id: 'cart',
        day,
        channel: 'email' as const,
        sender: 'main',
        domain: 'other',
        handed_over: n * 10,
        ...{
          delivered: n * 10,
          opened: 0,
          clicked: 0,
          bounced: 0,
          complained: 0,
          unsubscribed: 0,
          failed: 0,
          unknown: 0,
        },
      })),
    )
    .execute()
  const args = ['report', 'health', '--by', 'day', '--from', '2026-11-10', '--to', '2026-11-12']
  const shown = async (isTTY: boolean, ...more: string[]) => {
    const text: string[] = []
    const screen = {
      isTTY,
      columns: 100,
      hasColors: () => true,
      write: (part: string) => text.push(part),
    }
    expect(await runCli([...args, ...more], screen, { write: () => {} })).toBe(0)
    return text.join('')
  }
  const [onScreen, plain, piped] = [await shown(true), await shown(true, '--no-color'), await shown(false)]
  expect(onScreen).toContain('handed over ▁█')
  expect(onScreen).toContain('\x1b[')
  expect(plain).toContain('handed over ▁█')
  expect(plain).not.toContain('\x1b[')
  expect(piped).not.toContain('▁█')
  expect(await shown(true, '--json')).not.toContain('▁█')
})
