// What the door of a provider is made of: how its posts are known to be its own, and what they say. The door itself, with
// its answers, is routes.ts; nothing here touches a queue or a database.
import type { Report } from '../../model/report.js'
import { Problem } from '../../platform/http/index.js'

/** A post as it came. */
export interface Arrival {
  /** A header's value by its name in any case. */
  readonly headerOf: (name: string) => string | undefined
  readonly raw: Buffer
  /** The path with its query, as it was asked for: `/v1/providers/twilio/status?m=1`. */
  readonly path: string
  /** What stands in the path for its `:names`. */
  readonly params: Readonly<Record<string, string>>
  /** Real time. */
  readonly receivedAt: Date
}

/** What cannot be understood of a post that is genuine: named, so that somebody can look it up at the provider. */
export interface Misread {
  /** The provider's name for it, where it has one; never an address. */
  readonly id: string
  readonly reason: string
}

export interface ReadReports {
  readonly reports: readonly Report[]
  /** How many say nothing that we would do something about. */
  readonly ignored: number
  readonly misread: readonly Misread[]
}

export interface ProviderDoor {
  /** The name in reports and metrics: `sendgrid`. */
  readonly provider: string
  /** `/v1/providers/sendgrid/events` */
  readonly path: string
  /** null: the settings are not there, and posts are answered by 404 with `whatToDo`. */
  readonly guard: Guard | null
  /** For people: `set SENDGRID_WEBHOOK_KEY to …`. */
  readonly whatToDo: string
  /** Throws a `Problem` where the body as a whole is not what the provider posts. */
  readonly read: (arrival: Arrival) => ReadReports | Promise<ReadReports>
  /** Without it `{ "accepted": n }`. */
  readonly answer?: (arrival: Arrival) => Promise<{ readonly type: string; readonly body: string }>
  /** For what is no report, such as asking whether we are there. Called behind the guard; true: there is nothing to read. */
  readonly greet?: (arrival: Arrival) => Promise<boolean>
}

/** Throws a `Problem` unless the post is the provider's own: `signatureMissing`, `signatureInvalid`. */
export type Guard = (arrival: Arrival) => void | Promise<void>

export const signatureMissing = (detail: string): Problem =>
  new Problem({ status: 400, code: 'signature_missing', title: 'The post carries no signature', detail })

export const signatureInvalid = (detail: string): Problem =>
  new Problem({ status: 403, code: 'signature_invalid', title: 'The signature is not good', detail })

export const notUnderstood = (detail: string): Problem =>
  new Problem({
    status: 400,
    code: 'report_not_understood',
    title: 'The body is not what this provider posts',
    detail,
  })

export const nothingRead: ReadReports = { reports: [], ignored: 0, misread: [] }
