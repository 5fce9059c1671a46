// What a webhook or task step asks for. Values only.
import type { JsonObject } from '../../model/json.js'

/** A call that a webhook or task step asks for. At least once, so that whoever is called must know it by its id. */
export interface NewCall {
  readonly id: string
  readonly enrollmentId: string
  readonly journeyId: string
  readonly version: number
  readonly stepId: string
  readonly pass: number
  readonly kind: 'webhook' | 'task'
  /** The name of the endpoint or of the team. */
  readonly target: string
  /** What is to be done; null of a webhook. */
  readonly title: string | null
  readonly payload: JsonObject
  /** The enrollment waits for the answer, an event `webhook_answered`. */
  readonly answers: boolean
}
