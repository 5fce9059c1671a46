// Asks every link of a workspace's templates, each once, a few at a time.
import { type AskedLink, askLink } from '../../audits/index.js'
import { workspaceLinks } from '../../dispatch/index.js'
import type { Workspace } from '../../journeys/workspace/index.js'
import type { JsonObject } from '../../model/json.js'
import { guardedAsker } from '../../platform/guarded-request.js'

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
export async function checkLinks(
  { settings, journeys, templates }: Workspace,
  options: CheckLinksOptions,
): Promise<CheckedLink[]> {
  const { allowPrivate, timeoutMs = defaultTimeoutMs } = options
  const ask = guardedAsker({ allowPrivate, timeoutMs, longestAnswer: 0 })
  const contents = templates.map(one => ({ ...one, content: one.content as unknown as JsonObject }))
  const found = workspaceLinks({ settings, journeys, templates: contents })
  const checked: CheckedLink[] = []
  const waiting = [...found.entries()]
  const work = async (): Promise<void> => {
    for (let entry = waiting.shift(); entry; entry = waiting.shift()) {
      const [n, { link, url, templates }] = entry
      checked[n] =
        url === null ? { ...unknown, url: link, templates } : { ...(await askLink(ask, url)), templates }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return checked
}

const unknown = {
  state: 'not_asked',
  failure: null,
  why: 'is made of an event or a customer',
  endsAt: null,
} as const
