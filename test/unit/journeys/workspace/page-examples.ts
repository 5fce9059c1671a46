// Reads the examples of docs/reference/journey-format.md: the JSON, and the stories that tell what comes of it. What their
// short forms stand for is told on the page itself, under "How to read the examples".

import type { WorkspaceFile } from '../../../../src/journeys/definition/finding.js'
import { instantOf } from '../../../../src/model/local-time.js'
import { type Case, type CaseFile, caseFileSchema } from '../../../../src/workbench/case-schema.js'
import { formatOffset } from '../../../../src/workbench/offset.js'

type Json = Record<string, unknown>

export interface Block {
  /** The words after "```json": `part`, `steps`, `condition`, `segments/loyal` … */
  readonly kind: string
  readonly json: unknown
}

/** What stands together: some JSON, and the stories below it. */
export interface Example {
  /** The heading it stands under, and the line it begins on. */
  readonly name: string
  readonly blocks: readonly Block[]
  readonly stories: readonly string[]
}

const fences = /^(#{2,} .*)$|^```(json [^\n]*|story)\n([\s\S]*?)^```$/gm

export function examplesOn(page: string): Example[] {
  const examples: { name: string; blocks: Block[]; stories: string[] }[] = []
  let heading = ''
  let open = false
  for (const { 1: title, 2: kind = '', 3: text = '', index } of page.matchAll(fences)) {
    const last = examples.at(-1)
    if (title !== undefined) {
      heading = title.replace(/^#+ /, '')
      open = false
    } else if (kind === 'story') last!.stories.push(text)
    else {
      const block = { kind: kind.slice('json '.length), json: JSON.parse(text) as unknown }
      if (open && last!.stories.length === 0) last!.blocks.push(block)
      else {
        const line = page.slice(0, index).split('\n').length
        examples.push({ name: `${heading}, line ${line}`, blocks: [block], stories: [] })
      }
      open = true
    }
  }
  return examples
}

/** Segments and event files belong to the one workspace all examples share: `segments/loyal` → its text. */
const filesNamed = (page: string, folder: string): Json =>
  Object.fromEntries(
    examplesOn(page)
      .flatMap(({ blocks }) => blocks)
      .filter(({ kind }) => kind.startsWith(`${folder}/`))
      .map(({ kind, json }) => [kind.slice(folder.length + 1), json]),
  )

export interface Shared {
  readonly segments: Json
  readonly events: Json
}
export const sharedOn = (page: string): Shared => ({
  segments: filesNamed(page, 'segments'),
  events: filesNamed(page, 'events'),
})

const hello = [{ id: 'mail', send: 'email', template: 'hello' }]
const plain = { id: 'example', name: 'Example', trigger: { event: 'product_added' }, steps: hello }

/** What a part stands in. */
const frames: Readonly<Record<string, (json: never) => Json>> = {
  journey: (json: Json) => json,
  part: (json: Json) => ({ ...plain, ...json }),
  steps: (steps: Json[]) => ({ ...plain, steps }),
  condition: (condition: Json) => ({
    ...plain,
    trigger: { event: 'asked' },
    entry: { reenter: 'always' },
    steps: [
      {
        id: 'answer',
        branch: [
          { if: condition, then: [{ id: 'is-true', exit: 'yes' }] },
          { if: { not: condition }, then: [{ id: 'is-false', exit: 'no' }] },
        ],
      },
      { id: 'nobody-knows', exit: 'unknown' },
    ],
  }),
}

/** Every journey of an example, in full; of the same id, one after another, new versions. */
const journeysOf = ({ blocks }: Example): (Json & { id: string })[] =>
  blocks.flatMap(({ kind, json }) => {
    const frame = frames[kind]
    return frame ? [frame(json as never) as Json & { id: string }] : []
  })

const settingsOf = ({ blocks }: Example): Json =>
  Object.assign({}, ...blocks.filter(({ kind }) => kind === 'settings part').map(({ json }) => json))

/** The workspace an example stands for, with an empty template wherever one is named. */
export function filesOf(example: Example, { segments, events }: Shared): WorkspaceFile[] {
  const journeys = new Map(journeysOf(example).map(journey => [journey.id, journey]))
  const templates = [...JSON.stringify([...journeys.values()]).matchAll(/"template":"([\w-]+)"/g)]
  const file = (path: string, json: unknown): WorkspaceFile => ({ path, text: JSON.stringify(json) })
  return [
    file('settings.json', { ...plainSettings, ...settingsOf(example) }),
    ...Object.entries(segments).map(([name, segment]) => file(`segments/${name}.json`, segment)),
    ...Object.entries(events).map(([type, event]) => file(`events/${type}.json`, event)),
    ...[...journeys].map(([id, journey]) => file(`${id}.journey.json`, journey)),
    ...templates.flatMap(([, name]) =>
      ['mjml', 'txt', 'onsite.json'].map(kind => ({ path: `templates/${name}.${kind}`, text: '' })),
    ),
  ]
}

const plainSettings = {
  brand: { name: 'Shop', url: 'https://shop.example', postalAddress: 'Street 1, Town' },
  senders: { email: { from: 'hello@shop.example', name: 'Shop' } },
  currency: 'EUR',
  caps: { global: { max: 9, per: '1d' } },
  testers: ['ann@example.com'],
  webhooks: { crm: { url: 'https://crm.example/' }, scores: { url: 'https://scores.example/' } },
  teams: { care: { email: 'care@shop.example' } },
  coupons: { SAVE10: {} },
}

/** The named part of the format each block of JSON is an example of. */
export function valuesOf(example: Example): { part: string; value: unknown; name: string }[] {
  const partOf = (kind: string): string => parts[kind.replace(/\/.*/, '')] ?? kind
  return example.blocks.map(({ kind, json }) => {
    const frame = kind === 'condition' ? undefined : frames[kind]
    const whole = kind === 'settings part' ? { ...plainSettings, ...(json as Json) } : json
    return { part: partOf(kind), value: frame ? frame(json as never) : whole, name: example.name }
  })
}

const parts: Readonly<Record<string, string>> = {
  journey: 'Journey',
  part: 'Journey',
  steps: 'Journey',
  condition: 'Condition',
  settings: 'Settings',
  'settings part': 'Settings',
  segments: 'Segment',
  events: 'EventType',
  onsite: 'OnsiteTemplate',
}

export interface Story {
  readonly given: Pick<CaseFile, 'journeys' | 'settings' | 'segments'>
  readonly one: Case
  /** Whether the story tells this of what happened. */
  readonly tells: (line: string) => boolean
}

/** A story as a case for the workbench, and the lines it tells. */
export function storyOf(example: Example, text: string, { segments }: Shared): Story {
  const all = journeysOf(example)
  const journeys = all.filter(({ id }, index) => all.findIndex(other => other.id === id) === index)
  const [only] = journeys.length === 1 ? journeys : []
  const { moments, lines, life } = readStory(text)
  const when = moments.map(({ publish, ...moment }) =>
    publish ? { ...moment, publish: all.filter(journey => !journeys.includes(journey)) } : moment,
  )
  const given = { journeys, settings: settingsOf(example), segments }
  const file = {
    name: example.name,
    ...given,
    cases: [{ name: 'story', ...life, when, then: lines.map(named(only)) }],
  }
  const { cases, ...rest } = caseFileSchema.parse(file)
  return { given: rest, one: cases[0]!, tells: tellsOf(example) }
}

/** Where there is but one journey, a story need not name it. */
const named =
  (only: { id: string } | undefined) =>
  ({ time, words }: Line): string => {
    if (!only || words.startsWith(`${only.id}@`)) return `${time} ${words}`
    const answer = /^(yes|no|unknown)$/.test(words) ? `exited ${words}` : words
    return `${time} ${only.id}${answer.startsWith('(') ? '' : ' '}${answer}`
  }

function tellsOf({ blocks }: Example): Story['tells'] {
  if (blocks.some(({ kind }) => kind === 'condition')) return line => / exited /.test(line)
  const bare = blocks.some(({ kind, json }) => kind === 'part' && !('steps' in (json as Json)))
  return bare ? line => / (entered|refused \w+)$/.test(line) : () => true
}

interface Line {
  readonly time: string
  readonly words: string
}

const localTime = String.raw`\w{3} \d{4}-\d\d-\d\d \d\d:\d\d(?:[+-]\d\d:\d\d)?`
const storyLine = new RegExp(String.raw`^(${localTime}|-?(?:\d+(?:ms|[smhdw]))+)?\s*([^→]*?)\s*(?:→ (.*))?$`)

/** Moments and lines of a story; the time on the left holds until the next one. */
function readStory(text: string) {
  const rows = text.split('\n').filter(row => row.trim() !== '')
  const given = rows.filter(row => row.startsWith('given ')).map(row => /^given (\w+) (.*)$/.exec(row)!)
  const life: Json = Object.fromEntries(given.map(([, word, json]) => [word, JSON.parse(json!)]))
  const moments: (Json & { at: string; publish?: true })[] = []
  const lines: Line[] = []
  const clock = new StoryClock(zoneOf(life))
  let time = ''
  for (const row of rows.filter(row => !row.startsWith('given '))) {
    const [, left, what = '', words] = storyLine.exec(row)!
    if (left === undefined && what !== '') throw new Error(`no time: ${row}`)
    if (left !== undefined) {
      time = left
      moments.push({ at: clock.offsetOf(left), ...momentOf(what) })
    }
    if (words !== undefined) lines.push({ time, words })
  }
  return { moments, lines, life: { ...life, ...clock.life } }
}

const zoneOf = ({ customer }: Json): string =>
  (customer as { attributes?: { timeZone?: string } } | undefined)?.attributes?.timeZone ?? 'Europe/Berlin'

/** Offsets stay what they are; local times are counted from the first of them. */
class StoryClock {
  private readonly zone: string
  private start: Date | undefined

  constructor(zone: string) {
    this.zone = zone
  }

  get life(): Json {
    return this.start ? { start: this.start.toISOString(), times: 'local' } : {}
  }

  offsetOf(time: string): string {
    const local = /^\w{3} (\d+)-(\d+)-(\d+) (\d+):(\d+)/.exec(time)
    if (!local) return time
    const [year, month, day, hour, minute] = local.slice(1).map(Number) as [
      number,
      number,
      number,
      number,
      number,
    ]
    const at = instantOf({ year, month, day, hour, minute }, this.zone)
    this.start ??= at
    return formatOffset(at.getTime() - this.start.getTime())
  }
}

/** "product_added { … }", "call ID { … }", "answer STEP 200 { … }", "catalog { … }", "publish", or nothing. */
function momentOf(what: string): Json {
  if (what === '') return {}
  const [, words = '', json] = /^([^{]*?)\s*(\{.*\})?$/.exec(what)!
  const data = json === undefined ? {} : (JSON.parse(json) as Json)
  const [verb, name, status] = words.split(' ')
  if (verb === 'publish') return { publish: true }
  if (verb === 'catalog') return { catalog: data }
  if (verb === 'call') return { call: { journey: name, data } }
  if (verb === 'answer') return { answer: { step: name, status: Number(status), body: data } }
  return { event: words, properties: data }
}
