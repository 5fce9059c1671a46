// The links of a whole workspace: each once, with the templates it stands in. Pure.
import { type Brand, brandOf } from '../../journeys/definition/brand.js'
import type { JourneyDefinition } from '../../journeys/definition/journey-schema.js'
import type { Settings } from '../../journeys/definition/settings-schema.js'
import { allSteps } from '../../journeys/definition/walk.js'
import { brandHosts } from './link-rules.js'
import { hostOf } from './target.js'
import { type LinkedTemplate, templateLinks } from './template-links.js'

export interface LinkedWorkspace {
  readonly settings: Settings
  readonly journeys: readonly JourneyDefinition[]
  readonly templates: readonly (LinkedTemplate & { readonly name: string })[]
}

export interface WorkspaceLink {
  /** The address without its fragment, since two anchors of one page are one address; what the template says where there is none. */
  readonly link: string
  /** null: where it leads to is known only when it is sent. */
  readonly url: string | null
  /** Whether it leads to a host that the settings name as the shop's own. */
  readonly toShop: boolean
  /** As `email cart-reminder`. */
  readonly templates: readonly string[]
}

/** In the order of the templates. */
export function workspaceLinks(workspace: LinkedWorkspace): WorkspaceLink[] {
  const found = new Map<string, { url: string | null; toShop: boolean; templates: Set<string> }>()
  for (const template of workspace.templates)
    for (const brand of speakersOf(workspace, template)) {
      const isOfBrand = brandHosts(brand)
      for (const { source, url } of templateLinks(template, workspace.settings, brand)) {
        const page = url?.replace(/#.*/s, '') ?? null
        const known = found.get(page ?? source) ?? { url: page, toShop: false, templates: new Set() }
        known.toShop ||= page !== null && isOfBrand(hostOf(page))
        known.templates.add(`${template.channel} ${template.name}`)
        found.set(page ?? source, known)
      }
    }
  return [...found].map(([link, one]) => ({ link, ...one, templates: [...one.templates] }))
}

/** Every brand that sends it; the main one where nobody does. */
function speakersOf(
  { settings, journeys }: LinkedWorkspace,
  { channel, name }: { readonly channel: string; readonly name: string },
): Brand[] {
  const senders = journeys.filter(({ steps }) =>
    allSteps(steps).some(({ value }) => 'send' in value && value.send === channel && value.template === name),
  )
  const brands = (senders.length > 0 ? senders : [{}]).map(journey => brandOf(settings, journey))
  return [...new Map(brands.map(brand => [brand.id, brand])).values()]
}
