// Asks every link of a workspace's templates, each once, a few at a time.
import { type TemplateLink, templateLinks } from '../../dispatch/index.js'
import { brandOf } from '../../journeys/definition/brand.js'
import { allSteps } from '../../journeys/definition/walk.js'
import type { Template, Workspace } from '../../journeys/workspace/index.js'
import type { JsonObject } from '../../model/json.js'
import { guardedAsker } from '../../platform/guarded-request.js'
import { type AskedLink, askLink } from './ask-link.js'

export interface CheckedLink extends Omit<AskedLink, 'state'> {
  readonly state: AskedLink['state'] | 'not_asked'
  /** As `email cart-reminder`. */
  readonly templates: readonly string[]
}

export interface CheckLinksOptions {
  readonly allowPrivate: boolean
  readonly timeoutMs?: number
}

const atOnce = 5
const defaultTimeoutMs = 10_000

/** In the order of the templates; those that were not asked have their Liquid as `url`. */
export async function checkLinks(workspace: Workspace, options: CheckLinksOptions): Promise<CheckedLink[]> {
  const { allowPrivate, timeoutMs = defaultTimeoutMs } = options
  const ask = guardedAsker({ allowPrivate, timeoutMs, longestAnswer: 0 })
  const found = linksOf(workspace)
  const checked: CheckedLink[] = []
  const waiting = [...found.entries()]
  const work = async (): Promise<void> => {
    for (let entry = waiting.shift(); entry; entry = waiting.shift()) {
      const [link, { url, templates }] = entry
      const names = [...templates]
      if (url === null) checked.push({ ...unknown, url: link, templates: names })
      else checked.push({ ...(await askLink(ask, url)), templates: names })
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  const order = [...found.keys()]
  return checked.sort((a, b) => order.indexOf(a.url) - order.indexOf(b.url))
}

const unknown = { state: 'not_asked', why: 'is made of an event or a customer', endsAt: null } as const

interface Found {
  readonly url: string | null
  readonly templates: Set<string>
}

/** By address; by what the template says where there is none yet. Two anchors of one page are one address. */
function linksOf(workspace: Workspace): Map<string, Found> {
  const found = new Map<string, Found>()
  for (const template of workspace.templates)
    for (const { source, url } of linksIn(workspace, template)) {
      const page = url?.replace(/#.*/s, '') ?? null
      const known = found.get(page ?? source) ?? { url: page, templates: new Set() }
      known.templates.add(`${template.channel} ${template.name}`)
      found.set(page ?? source, known)
    }
  return found
}

/** For every brand that sends it; the main one where nobody does. */
function linksIn({ settings, journeys }: Workspace, { channel, name, content }: Template): TemplateLink[] {
  const senders = journeys.filter(({ steps }) =>
    allSteps(steps).some(({ value }) => 'send' in value && value.send === channel && value.template === name),
  )
  const speaking = senders.length > 0 ? senders : [{}]
  const brands = new Map(speaking.map(journey => brandOf(settings, journey)).map(brand => [brand.id, brand]))
  const template = { channel, content: content as unknown as JsonObject }
  return [...brands.values()].flatMap(brand => templateLinks(template, settings, brand))
}
