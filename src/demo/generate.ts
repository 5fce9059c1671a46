// Makes the demo's recording: three days of a small shop's life. Pure: the same seed gives the same events.

import type { Identifiers } from '../model/customer.js'
import type { JsonObject } from '../model/json.js'
import { type Random, seededRandom } from './random.js'
import { type RecordedEvent, Scene } from './scene.js'
import { makeShopper } from './shopper.js'
import { stories } from './stories.js'

/** An event as `POST /v1/events` takes it. */
export interface PostedEvent {
  readonly id: string
  readonly type: string
  readonly occurredAt: string
  readonly customer: Identifiers
  readonly properties: JsonObject
}

export interface RecordingOptions {
  readonly seed: number
  readonly start: Date
  readonly shoppers?: number
}

const hour = 3_600_000
export const recordingHours = 72

/** The events in the order they happened, all of them within `recordingHours` of `start`. */
export function generateRecording({ seed, start, shoppers = 400 }: RecordingOptions): PostedEvent[] {
  const random = seededRandom(seed)
  const recorded: RecordedEvent[] = []
  for (let n = 1; n <= shoppers; n++) recordShopper(n, random, event => recorded.push(event))
  return recorded
    .filter(event => event.at < recordingHours * hour)
    .sort((a, b) => a.at - b.at)
    .map(({ type, at, customer, properties }, index) => ({
      id: `demo-${seed}-${index + 1}`,
      type,
      occurredAt: new Date(start.getTime() + at).toISOString(),
      customer,
      properties,
    }))
}

function recordShopper(n: number, random: Random, record: (event: RecordedEvent) => void): void {
  const shopper = makeShopper(n, random)
  if (shopper.acquaintance === 'known') {
    // The shop hands over the customers it has in the first half hour, before anybody comes in.
    new Scene(shopper, random, random.int(0, 1_200) * 1_000, record).tellAboutMyself('import')
  }
  const story = random.weighted(stories.map(story => [story, story.weight] as const))
  story.play(new Scene(shopper, random, arrival(random), record), random)
}

/** When a shopper comes: mostly by day and in the evening, early enough that most stories end within the recording. */
function arrival(random: Random): number {
  const hourOfDay = random.weighted(visitsByHour.map((weight, hour) => [hour, weight] as const))
  const day = random.weighted([[0, 5] as const, [1, 4] as const, [2, 1] as const])
  const at = day * 24 * hour + ((hourOfDay + 24 - startHour) % 24) * hour + random.int(0, hour - 1)
  return Math.max(at, hour)
}

/** The recording begins at six in the morning. */
const startHour = 6
const visitsByHour = [3, 2, 1, 1, 1, 2, 4, 6, 7, 8, 8, 9, 11, 10, 8, 8, 8, 9, 11, 13, 15, 14, 10, 6]
