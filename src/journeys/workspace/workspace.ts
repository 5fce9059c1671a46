// A workspace that was read and found good: what can be published, simulated and tested.
import type { Condition } from '../definition/condition-schema.js'
import type { JourneyDefinition } from '../definition/journey-schema.js'
import type { Settings } from '../definition/settings-schema.js'
import type { EmailContent, SmsContent } from './template-content.js'

export type Template =
  | {
      readonly name: string
      readonly channel: 'email'
      readonly hash: string
      readonly content: EmailContent
    }
  | { readonly name: string; readonly channel: 'sms'; readonly hash: string; readonly content: SmsContent }

export interface Workspace {
  readonly settings: Settings
  readonly journeys: readonly JourneyDefinition[]
  readonly segments: Readonly<Record<string, Condition>>
  readonly templates: readonly Template[]
}
