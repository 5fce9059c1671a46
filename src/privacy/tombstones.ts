// A restored backup brings the erased back. Their tombstones, kept apart from it, tell who is to be erased again. A line each:
// a hash that only this installation can make, when, and the receipt.
import { createHash } from 'node:crypto'
import { erasedAtOf, nameHash, privacyKey } from '../customers/index.js'
import type { Db } from '../db/tables.js'
import { type EraseParts, eraseCustomer } from './erase.js'
import { writeTombstones } from './erase-store.js'
import { namesAfter, type StoneRow, tombstonesAfter } from './tombstone-store.js'

/** The file is of another installation: its hashes fit nobody here. Or it is no such file. */
export class TombstonesUnusable extends Error {
  readonly code = 'tombstones_unusable'
  override name = 'TombstonesUnusable'
}

const portion = 1_000

/** Lines of text: first which installation they are of. */
export async function* tombstoneLines(db: Db): AsyncGenerator<string> {
  yield JSON.stringify({ installation: await installationOf(db) })
  for (let hash = ''; ; ) {
    const stones = await tombstonesAfter(db, hash, portion)
    for (const stone of stones) yield JSON.stringify(stone)
    hash = stones.at(-1)?.hash ?? hash
    if (stones.length < portion) return
  }
}

/** Tells installations apart, and nothing of the key. */
const installationOf = async (db: Db): Promise<string> =>
  createHash('sha256')
    .update('triggerfish installation')
    .update(await privacyKey(db))
    .digest('hex')
    .slice(0, 16)

export interface Applied {
  readonly tombstones: number
  /** Customers who were erased again. */
  readonly erased: number
}

/** Takes the lines of `tombstoneLines`. Throws TombstonesUnusable before anything is done. May be repeated. */
export async function applyTombstones(parts: EraseParts, lines: readonly string[]): Promise<Applied> {
  const stones = await parsed(parts.db, lines)
  for (let start = 0; start < stones.length; start += portion)
    await writeTombstones(
      parts.db,
      stones
        .slice(start, start + portion)
        .map(({ hash, ...stone }) => ({ ...stone, hash: Buffer.from(hash, 'hex') })),
    )
  return { tombstones: stones.length, erased: await eraseReturned(parts) }
}

async function parsed(db: Db, lines: readonly string[]): Promise<StoneRow[]> {
  const [first, ...rest] = lines.filter(line => line.trim() !== '').map(parseLine)
  if (first?.installation !== (await installationOf(db)))
    throw new TombstonesUnusable(
      'These tombstones are of another installation, whose key this one has not: restore its table `installation` too.',
    )
  return rest.map(({ hash, erasedAt, receipt }, index) => {
    const at = new Date(String(erasedAt))
    if (!/^[0-9a-f]{64}$/.test(String(hash)) || Number.isNaN(at.getTime()) || !uuid.test(String(receipt)))
      throw new TombstonesUnusable(`Line ${index + 2} is no tombstone.`)
    return { hash: String(hash), erasedAt: at, receipt: String(receipt) }
  })
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function parseLine(line: string, index: number): Record<string, unknown> {
  try {
    return Object(JSON.parse(line))
  } catch {
    throw new TombstonesUnusable(`Line ${index + 1} is no tombstone.`)
  }
}

/** Everybody who is known by an erased name since before it was erased. */
async function eraseReturned(parts: EraseParts): Promise<number> {
  const { db } = parts
  const key = await privacyKey(db)
  let erased = 0
  for (let last = { kind: '', value: '' }; ; ) {
    const names = await namesAfter(db, last, portion)
    const hashed = names.map(name => ({
      ...name,
      hash: nameHash(key, name.kind, name.value).toString('hex'),
    }))
    const erasedAt = await erasedAtOf(
      db,
      hashed.map(({ hash }) => hash),
    )
    for (const { kind, value, since, hash } of hashed) {
      const at = erasedAt.get(hash)
      if (!at || since >= at) continue
      if ((await eraseCustomer(parts, { kind, value }, at)).known) erased++
    }
    if (names.length < portion) return erased
    last = names.at(-1)!
  }
}
