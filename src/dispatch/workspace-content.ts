// What messages are made of, kept in memory: settings and templates until the next revision, journey versions for ever,
// since those never change. Every claim asks whether the revision is still the same.
import type { Db } from '../db/tables.js'
import type { JourneyDefinition } from '../journeys/definition/journey-schema.js'
import { type Settings, settingsSchema } from '../journeys/definition/settings-schema.js'
import { linkKeys } from '../links/index.js'
import type { MessageChannel } from '../model/channel.js'
import type { LinkMaker } from './confirm-link.js'
import { journeyVersions, type TemplateRow, type VersionKey, workspaceAfter } from './content-store.js'
import { type TemplateEngine, templateEngine } from './liquid.js'

export interface WorkspaceContent {
  readonly settings: Settings
  readonly engine: TemplateEngine
  /** null: messages lead nowhere. */
  readonly links: LinkMaker | null
  template(channel: MessageChannel, name: string): TemplateRow | null
  /** Whether the template reads this word of ours, which costs queries. */
  mentions(channel: MessageChannel, name: string, word: string): boolean
}

export interface ContentCache {
  /** null as long as nothing was ever published. */
  workspace(db: Db): Promise<WorkspaceContent | null>
  /** The versions that exist, by `journeyId` and `version`. */
  journeys(db: Db, keys: readonly VersionKey[]): Promise<(key: VersionKey) => JourneyDefinition | null>
}

/** `publicUrl`: where links in messages lead to, without a slash at the end. */
export function contentCache(publicUrl?: string): ContentCache {
  let revision: number | null = null
  let content: WorkspaceContent | null = null
  const journeys = new Map<string, JourneyDefinition>()
  return {
    async workspace(db) {
      const row = await workspaceAfter(db, revision)
      if (row) {
        const [key] = publicUrl === undefined ? [] : await linkKeys(db)
        const links = key && publicUrl !== undefined ? { key, publicUrl } : null
        content = contentOf(settingsSchema.parse(row.settings), row.templates, links)
        revision = row.revision
      }
      return content
    },
    async journeys(db, keys) {
      const missing = keys.filter(key => !journeys.has(nameOf(key)))
      const rows = missing.length === 0 ? [] : await journeyVersions(db, missing)
      // Checked when it was published; the column holds what the schema gave then.
      for (const row of rows) journeys.set(nameOf(row), row.journey as unknown as JourneyDefinition)
      return key => journeys.get(nameOf(key)) ?? null
    },
  }
}

const nameOf = ({ journeyId, version }: VersionKey): string => `${journeyId}:${version}`

function contentOf(
  settings: Settings,
  rows: readonly TemplateRow[],
  links: LinkMaker | null,
): WorkspaceContent {
  const templates = new Map(rows.map(row => [`${row.channel}:${row.name}`, row]))
  const texts = new Map(rows.map(row => [`${row.channel}:${row.name}`, JSON.stringify(row.content)]))
  return {
    settings,
    engine: templateEngine(settings.timeZone),
    links,
    template: (channel, name) => templates.get(`${channel}:${name}`) ?? null,
    mentions: (channel, name, word) => texts.get(`${channel}:${name}`)?.includes(word) === true,
  }
}
