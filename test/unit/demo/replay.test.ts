import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from 'vitest'
import { generateRecording } from '../../../src/demo/generate.js'
import { type Answer, startLocalServer } from '../../../src/demo/local-server.js'
import { replay } from '../../../src/demo/replay.js'

const start = new Date('2026-11-18T06:00:00Z')
const events = generateRecording({ seed: 1, start, shoppers: 20 })
const end = new Date(start.getTime() + 72 * 3_600_000)

let stop = async (): Promise<void> => {}
afterEach(() => stop())

async function against(answers: (posted: number) => Omit<Answer, 'type'>, now: () => Date) {
  const posted: { events: { id: string }[] }[] = []
  const server = await startLocalServer(async request => {
    posted.push(JSON.parse(await text(request)))
    return { type: 'application/json', ...answers(posted.at(-1)!.events.length) }
  })
  stop = server.stop
  const seen: number[] = []
  const signal = AbortSignal.timeout(3_000)
  const onAccepted = (count: number) => seen.push(count)
  const accepted = await replay({ events, url: server.url, key: 'k', clock: { now }, signal, onAccepted })
  return { accepted, posted, seen }
}

const accept = (count: number) => ({ status: 202, body: JSON.stringify({ accepted: count, rejected: [] }) })

describe('the replay', () => {
  it('posts every event once, in order', async () => {
    const { accepted, posted } = await against(accept, () => end)
    expect(accepted).toBe(events.length)
    expect(posted.flatMap(body => body.events.map(({ id }) => id))).toEqual(events.map(({ id }) => id))
  })

  it('posts nothing before its time', async () => {
    let hours = 0
    const now = () => {
      hours += 24
      return new Date(start.getTime() + hours * 3_600_000)
    }
    const { posted } = await against(accept, now)
    expect(posted.length).toBeGreaterThan(1)
    const first = events.filter(
      ({ occurredAt }) => Date.parse(occurredAt) <= start.getTime() + 24 * 3_600_000,
    )
    expect(posted[0]?.events.map(({ id }) => id)).toEqual(first.slice(0, 200).map(({ id }) => id))
  })

  it('comes again when the product says to', async () => {
    let refused = false
    const { accepted } = await against(
      count => {
        if (refused) return accept(count)
        refused = true
        return { status: 503, body: '{}', headers: { 'retry-after': '0' } }
      },
      () => end,
    )
    expect(accepted).toBe(events.length)
  })

  it('fails on any other answer, and says which', async () => {
    await expect(
      against(
        () => ({ status: 401, body: 'no' }),
        () => end,
      ),
    ).rejects.toThrow('401: no')
  })
})
