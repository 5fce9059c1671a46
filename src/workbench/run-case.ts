// Runs one numbered case: its file brings journeys, settings and segments along.
import { journeySchema } from '../journeys/definition/journey-schema.js'
import { settingsSchema } from '../journeys/definition/settings-schema.js'
import type { Case, CaseFile } from './case-schema.js'
import { type Frame, play } from './play.js'

/** What a case says comes before what its file says. Answers the lines; throws where the case cannot be. */
export function runCase(file: Omit<CaseFile, 'name' | 'cases'>, one: Case): string[] {
  const given = { ...file, ...one }
  return play(frameOf(given), given, one.when)
}

type Given = Pick<CaseFile, 'journeys' | 'settings' | 'segments'>

/** A case need not name its journeys for people. */
const frameOf = ({ journeys = [], settings = {}, segments = {} }: Given): Frame => ({
  settings: settingsSchema.parse({ ...plainSettings, ...settings }),
  journeys: journeys.map(journey => journeySchema.parse({ name: journey.id, ...journey })),
  segments: Object.fromEntries(Object.entries(segments).map(([name, segment]) => [name, segment.if])),
})

const plainSettings = {
  brand: { name: 'Shop', url: 'https://shop.example', postalAddress: 'Street 1, Town' },
  senders: { email: { from: 'hello@shop.example', name: 'Shop' } },
  currency: 'EUR',
}
