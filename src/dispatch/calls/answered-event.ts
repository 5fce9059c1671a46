// The answer of a webhook as an event, for the step that waits for it. Pure.

import { ownSource } from '../../journeys/engine/index.js'
import { strongestName } from '../../model/customer.js'
import type { Event } from '../../model/event.js'
import { limitFaults } from '../../model/event-limits.js'
import { idFrom } from '../../model/ids.js'
import type { JsonValue } from '../../model/json.js'
import type { ClaimedCall } from './call.js'
import type { Answer } from './post-call.js'

/** Named after the call: a call that is made twice is answered once. null: nobody is left whom it could concern. */
export function answeredEvent(call: ClaimedCall, { status, body }: Answer): Event | null {
  const customer = strongestName(call.customer ?? {})
  if (!customer) return null
  const at = call.now.toISOString()
  const { enrollmentId: enrollment, stepId: step, pass } = call
  return {
    source: ownSource,
    id: idFrom('webhook_answered', call.id),
    type: 'webhook_answered',
    occurredAt: at,
    receivedAt: at,
    customer,
    properties: { enrollment, step, pass, status, body: bodyOf(body) },
  }
}

/** null for what is not JSON, and for JSON that an event may not carry. */
function bodyOf(text: string | null): JsonValue {
  try {
    const body = JSON.parse(text ?? '') as JsonValue
    return limitFaults({ body }).length === 0 ? body : null
  } catch {
    return null
  }
}
