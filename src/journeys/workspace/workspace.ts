// A workspace that was read and found good: what can be published, simulated and tested.
import type { Condition } from '../definition/condition-schema.js'
import type { JourneyDefinition } from '../definition/journey-schema.js'
import type { PropertyTable } from '../definition/property-table.js'
import type { Settings } from '../definition/settings-schema.js'
import type { EmailContent, OnsiteContent, SmsContent, Translated } from './template-content.js'

interface Contents {
  readonly email: EmailContent
  readonly sms: SmsContent
  readonly onsite: OnsiteContent
}

type Templates = {
  readonly [Channel in keyof Contents]: {
    readonly name: string
    readonly channel: Channel
    readonly hash: string
    readonly content: Translated<Contents[Channel]>
  }
}
export type Template = Templates[keyof Templates]

export interface Workspace {
  readonly settings: Settings
  readonly journeys: readonly JourneyDefinition[]
  readonly segments: Readonly<Record<string, Condition>>
  /** What the event files say of properties, by type. */
  readonly events?: Readonly<Record<string, PropertyTable>>
  readonly templates: readonly Template[]
}
