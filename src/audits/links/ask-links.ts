// The job that asks links of published templates whether they are there: those to hosts of the shop, once a day, one after the
// other. Several processes may do it: each link is taken before it is asked.
import { setTimeout as pause } from 'node:timers/promises'
import type { Db } from '../../db/tables.js'
import type { JourneyDefinition } from '../../journeys/definition/journey-schema.js'
import type { Settings } from '../../journeys/definition/settings-schema.js'
import type { PublishedWorkspace } from '../../journeys/workspace-store.js'
import type { Asker } from '../../platform/guarded-request.js'
import { openJourneys, sentTemplates } from '../messages/sent-templates.js'
import { publishedOrNull } from '../published.js'
import { askLink } from './ask-link.js'
import { judgeAnswer } from './judge-answer.js'
import {
  type CurrentTemplate,
  currentTemplates,
  type ListedLink,
  listLinks,
  realNow,
  saveAnswer,
  takeDueLinks,
} from './link-store.js'

export interface LinkedTemplates {
  readonly settings: Settings
  /** Those that send them now. */
  readonly journeys: readonly JourneyDefinition[]
  /** In all their languages. */
  readonly templates: readonly CurrentTemplate[]
}

/** The links of these templates; `toShop`: the settings name the host as the shop's own. */
export type FindLinks = (templates: LinkedTemplates) => readonly {
  /** null: known only when it is sent. */
  readonly url: string | null
  readonly toShop: boolean
  /** As `email cart-reminder`. */
  readonly templates: readonly string[]
}[]

export interface AskingLinks {
  readonly findLinks: FindLinks
  readonly ask: Asker
  /** Real milliseconds between two links; default: a second. */
  readonly pauseMs?: number
}

/** What a template can name is bounded by its size; this is for a workspace made by a program. */
const mostLinks = 2_000
/** Longer ones no index takes, and hardly any browser. */
const longestUrl = 2_000
const portion = 20

/** true: there are more to ask at once. */
export async function askLinks(
  db: Db,
  { findLinks, ask, pauseMs = 1_000 }: AskingLinks,
  stop: AbortSignal,
): Promise<boolean> {
  const workspace = await publishedOrNull(db)
  await listLinks(db, workspace ? await linksToAsk(db, workspace, findLinks) : [])
  const due = await takeDueLinks(db, portion)
  for (const known of due) {
    const asked = await askLink(ask, known.url, stop)
    if (stop.aborted) return false
    const at = await realNow(db)
    await saveAnswer(db, judgeAnswer(known, asked, at), at)
    await pause(pauseMs, undefined, { signal: stop }).catch(() => {})
  }
  return due.length === portion
}

async function linksToAsk(
  db: Db,
  workspace: PublishedWorkspace,
  findLinks: FindLinks,
): Promise<ListedLink[]> {
  const { settings } = workspace
  if (settings.reports?.links === false) return []
  const open = openJourneys(workspace)
  const sent = sentTemplates(open)
  const templates = (await currentTemplates(db)).filter(({ channel, name }) => sent.has(`${channel} ${name}`))
  return findLinks({ settings, journeys: open.map(({ journey }) => journey), templates })
    .flatMap(({ url, toShop, templates }) =>
      url !== null && toShop && url.length <= longestUrl
        ? [{ url, host: new URL(url).hostname, templates }]
        : [],
    )
    .slice(0, mostLinks)
}
