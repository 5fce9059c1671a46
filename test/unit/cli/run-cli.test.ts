import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { runCli } from '../../../src/cli/run-cli.js'
import { cli } from '../../support/cli.js'

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('the command line', () => {
  it.each([
    [],
    ['frobnicate'],
    ['keys', 'create'],
    ['keys', 'create', '--scope', 'everything'],
    ['keys', 'revoke', 'not-an-id'],
    ['report', 'conversions', '--json', '--csv'],
    ['report', 'repair', '--from', '2026-02-30'],
    ['report', 'repair', '--from', '2026-13-01'],
    ['import', 'events', 'a.csv'],
    ['import', 'events', 'a.txt', '--map', 'examples/rees46-map.json'],
    ['explain', 'ann@example.com'],
    ['failed', 'replay'],
    ['failed', 'replay', 'x', '--all'],
    ['demo', '--json'],
    ['demo', '--speed', 'fast'],
    ['check', '--frob'],
    ['check', '/nowhere/at/all'],
  ])('answers 2 when it is called wrongly, and says how on the error output: %j', async (...args) => {
    const { code, out, err } = await cli(...(args as string[]))
    expect(code).toBe(2)
    expect(out).toBe('')
    expect(err).not.toBe('')
  })

  it('answers 2 to settings that cannot be used, and does not show their values', async () => {
    vi.stubEnv('DATABASE_URL', 'secret-thing')
    const { code, err } = await cli('keys', 'list')
    expect(code).toBe(2)
    expect(err).toContain('DATABASE_URL')
    expect(err).not.toContain('secret-thing')
  })

  it('answers 0 to a cry for help, and to its version', async () => {
    const help = await cli('--help')
    expect(help.code).toBe(0)
    for (const command of [
      'start',
      'demo',
      'migrate',
      'keys',
      'report',
      'import',
      'failed',
      'check',
      'test',
      'publish',
      'explain',
    ])
      expect(help.out).toContain(`\n  ${command}`)
    expect(await cli('--version')).toEqual({ code: 0, out: '0.1.0\n', err: '' })
  })
})

describe('check', () => {
  it('finds nothing wrong with the shipped workspace', async () => {
    expect(await cli('check', 'journeys')).toMatchObject({ code: 0, err: '' })
    const json = await cli('check', 'journeys', '--json')
    expect(JSON.parse(json.out)).toHaveProperty('findings')
  })

  it('answers 1 to a workspace with errors, and names the file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'triggerfish-check-'))
    await writeFile(join(folder, 'settings.json'), '{}')
    const { code, out, err } = await cli('check', folder)
    expect(code).toBe(1)
    expect(out).toContain('settings.json')
    expect(err).toMatch(/The workspace has \d+ errors?\./)
  })

  it('ends, and well, where nobody reads on', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'triggerfish-check-'))
    await writeFile(join(folder, 'settings.json'), '{}')
    const [out, err]: [string[], string[]] = [[], []]
    const head = {
      write: (text: string) => out.push(text),
      get writable() {
        return out.length === 0
      },
    }
    expect(await runCli(['check', folder], head, { write: text => err.push(text) })).toBe(0)
    expect(out).toHaveLength(1)
    expect(err).toEqual([])
  })
})

describe('import --dry-run', () => {
  it('answers 1 when a row cannot be used, and 0 otherwise', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'triggerfish-dry-'))
    const file = async (name: string, text: string) => {
      await writeFile(join(folder, name), text)
      return join(folder, name)
    }
    const map = await file(
      'map.json',
      '{"type":{"value":"page_seen"},"occurredAt":"at","customer":{"id":"who"}}',
    )
    const good = await file('good.csv', 'at,who\n2026-11-20T10:00:00Z,a\n')
    const bad = await file('bad.csv', 'at,who\nsoon,a\n')
    expect(await cli('import', 'events', good, '--map', map, '--dry-run', '--json')).toEqual({
      code: 0,
      out: '{"rows":1,"accepted":1,"rejected":0,"rejectedFile":null}\n',
      err: '',
    })
    const refused = await cli('import', 'events', bad, '--map', map, '--dry-run', '--json')
    expect(refused.code).toBe(1)
    expect(JSON.parse(refused.out)).toMatchObject({ rejected: 1, rejectedFile: `${bad}.rejected.ndjson` })
    const missing = await cli('import', 'events', join(folder, 'none.csv'), '--map', map, '--dry-run')
    expect(missing).toMatchObject({ code: 1, err: expect.stringContaining('ENOENT') })
  })
})
