// coupons: fills the pools that coupon steps take their codes from, and says how full they are.
import type { Command } from 'commander'
import type { Db } from '../../db/tables.js'
import { readConfig } from '../../platform/config.js'
import { type AddCommand, counted, jsonOption, printJson, shownTime } from '../command.js'
import { addCodes, isPoolPublished, listCouponPools } from '../coupon-store.js'
import { type CodeRead, readCodes } from '../import/read-codes.js'
import { misuse, Problem } from '../problem.js'
import { table } from '../table.js'
import type { Terminal } from '../terminal.js'
import { withServers } from '../with-servers.js'

export const addCoupons: AddCommand = (program, terminal) => {
  const coupons = program.command('coupons').description('codes that journeys give to customers')
  addImport(coupons, terminal)
  addList(coupons, terminal)
}

function addImport(coupons: Command, terminal: Terminal): void {
  coupons
    .command('import <pool> <file>')
    .description(
      'add the codes of a file to a pool: one a line, or a CSV with a column "code"; may be repeated',
    )
    .option(...jsonOption)
    .action(async (pool: string, file: string, { json }: { json?: true }) => {
      if (!isPoolName(pool)) throw misuse(`${pool} is no name of a pool: it must be one such as SAVE10.`)
      const { published, ...imported } = await withServers(readConfig(), terminal, async ({ db }) => ({
        ...(await importCodes(db, pool, file)),
        published: await isPoolPublished(db, pool),
      }))
      if (json) printJson(terminal, { pool, ...imported })
      else terminal.out(summary(pool, imported))
      if (!published) terminal.say(`The settings name no pool ${pool} yet: no journey can take from it.`)
      if (imported.rejected.length > 0) throw new Problem(complaint(imported.rejected))
    })
}

/** As in settings.json and in coupon steps. */
const isPoolName = (pool: string): boolean =>
  pool.length <= 64 && /^[A-Za-z0-9]+([_-][A-Za-z0-9]+)*$/.test(pool)

interface Imported {
  added: number
  /** Codes that the pool had already, or that the file has twice. */
  known: number
  rejected: { line: number; fault: string }[]
}

const portion = 5_000

async function importCodes(db: Db, pool: string, file: string): Promise<Imported> {
  const imported: Imported = { added: 0, known: 0, rejected: [] }
  let codes: string[] = []
  const store = async (): Promise<void> => {
    const added = codes.length > 0 ? await addCodes(db, pool, codes) : 0
    imported.added += added
    imported.known += codes.length - added
    codes = []
  }
  for await (const read of readable(file)) {
    if ('fault' in read) imported.rejected.push(read)
    else codes.push(read.code)
    if (codes.length === portion) await store()
  }
  await store()
  return imported
}

async function* readable(file: string): AsyncGenerator<CodeRead> {
  try {
    yield* readCodes(file)
  } catch (error) {
    const { syscall, code } = error as NodeJS.ErrnoException
    if (syscall === 'open' || syscall === 'read') throw new Problem(`Cannot read ${file}: ${code}`)
    throw error
  }
}

const summary = (pool: string, { added, known }: Imported): string =>
  `${counted(added, 'code')} added to ${pool}${known > 0 ? `; ${known.toLocaleString('en')} it had already` : ''}.`

const mostShown = 10

function complaint(rejected: Imported['rejected']): string {
  const lines = rejected.slice(0, mostShown).map(({ line, fault }) => `line ${line} ${fault}`)
  const more = rejected.length > mostShown ? [`and ${rejected.length - mostShown} more`] : []
  return `${counted(rejected.length, 'line')} could not be used: ${[...lines, ...more].join('; ')}`
}

function addList(coupons: Command, terminal: Terminal): void {
  coupons
    .command('list')
    .description('list pools, and how many codes are left in them')
    .option(...jsonOption)
    .action(async ({ json }: { json?: true }) => {
      const pools = await withServers(readConfig(), terminal, ({ db }) => listCouponPools(db))
      if (json) return printJson(terminal, { pools })
      if (pools.length === 0) return terminal.out('No codes yet: `triggerfish coupons import POOL FILE`.')
      const columns = ['pool', 'codes', 'free', 'last taken'].map(title => ({ title }))
      const rows = pools.map(({ pool, codes, free, lastTakenAt }) => [
        pool,
        String(codes),
        String(free),
        lastTakenAt ? shownTime(lastTakenAt) : '',
      ])
      for (const line of table(columns, rows)) terminal.out(line)
    })
}
