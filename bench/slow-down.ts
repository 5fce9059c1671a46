// What keeping reports up costs ingest: this program and an earlier one, in turns, each on fresh servers, with the journeys of
// the earlier one. `--against` names the folder in which the earlier one was built:
//   git worktree add /tmp/before COMMIT && cd /tmp/before && npm ci && npm run -s build
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { ensureServers } from '../src/platform/private-servers/index.js'
import { makeEvents } from './events.js'
import { warmUp, wholePipeline } from './pipeline.js'

export interface SlowDown {
  /** Events a second, in the order in which they were measured. */
  readonly before: readonly number[]
  readonly now: readonly number[]
  /** Of the medians; 0.05: it takes in 5 % less. */
  readonly share: number
}

export async function benchSlowDown(
  against: string,
  { events, rounds }: { readonly events: number; readonly rounds: number },
  say: (line: string) => void,
): Promise<SlowDown> {
  const [before, now]: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    // Machines get warm and discs full: neither is always the first.
    const turns = [
      { folder: resolve(against), speeds: before },
      { folder: resolve('.'), speeds: now },
    ]
    for (const { folder, speeds } of round % 2 === 0 ? turns : turns.reverse()) {
      speeds.push(await measure(folder, join(resolve(against), 'journeys'), events, say))
      say(`${folder}: ${Math.round(speeds.at(-1)!)} events/s`)
    }
  }
  return { before, now, share: 1 - median(now) / median(before) }
}

async function measure(
  folder: string,
  workspace: string,
  events: number,
  say: (line: string) => void,
): Promise<number> {
  const dataDir = await mkdtemp(join(tmpdir(), 'triggerfish-bench-'))
  const servers = await ensureServers({ dataDir, say })
  try {
    const all = makeEvents(warmUp + events, new Date())
    return (await wholePipeline(servers, all, { folder, env: { TRIGGERFISH_WORKSPACE: workspace } }))
      .perSecond
  } finally {
    await servers.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!

export const slowDownLines = ({ before, now, share }: SlowDown): string[] => [
  `before: ${before.map(Math.round).join(', ')} events/s`,
  `now:    ${now.map(Math.round).join(', ')} events/s`,
  `ingest is slowed by ${(share * 100).toFixed(1)} %`,
]
