// The events of the benchmark: the demo's shoppers, many more of them, all within the last half hour so that none is
// too late to enter a journey.
import { generateRecording, type PostedEvent, recordingHours } from '../src/demo/generate.js'

const stretchMs = 30 * 60_000

export function makeEvents(count: number, end: Date): PostedEvent[] {
  const start = new Date(0)
  const perShopper = generateRecording({ seed: 7, start, shoppers: 200 }).length / 200
  const recording = generateRecording({ seed: 7, start, shoppers: Math.ceil((count / perShopper) * 1.1) })
  if (recording.length < count) throw new Error(`only ${recording.length} of ${count} events were made`)
  const squeeze = stretchMs / (recordingHours * 3_600_000)
  return recording.slice(0, count).map((event, index) => ({
    ...event,
    customer: withOwnPhone(event.customer),
    id: `bench-${index}`,
    occurredAt: new Date(end.getTime() - stretchMs + Date.parse(event.occurredAt) * squeeze).toISOString(),
  }))
}

/** The demo's made-up numbers are few, so that many shoppers share one; people do not. */
function withOwnPhone({ phone, ...names }: PostedEvent['customer']): PostedEvent['customer'] {
  const n = names.id?.replace(/\D/g, '')
  return phone === undefined || n === undefined ? names : { ...names, phone: `+1500${n.padStart(7, '0')}` }
}

export function inBatches<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, n) =>
    items.slice(n * size, (n + 1) * size),
  )
}

/** Works through the list, so many at a time. */
export async function concurrently<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const queue = items.values()
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const item of queue) await work(item)
    }),
  )
}
