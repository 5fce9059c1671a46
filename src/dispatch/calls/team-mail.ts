// A task as a mail to a team. Plain: what is to be done, for whom, and what the journey tells about it. Pure.
import type { Settings } from '../../journeys/definition/settings-schema.js'
import { isObject, type JsonObject, type JsonValue } from '../../model/json.js'
import { escapeHtml } from '../../platform/html.js'
import type { OutgoingEmail } from '../sender.js'
import type { ClaimedCall } from './call.js'

export function composeTeamMail(call: ClaimedCall, to: string, settings: Settings): OutgoingEmail {
  const { from, name } = settings.senders.email
  const title = (call.title ?? call.stepId).replace(/\s+/g, ' ').trim()
  const lines = linesOf(call)
  return {
    id: call.id,
    category: 'transactional',
    // The same for every attempt, so that a copy can be told for what it is.
    messageId: `<${call.id}@${from.split('@').at(-1)}>`,
    from: { address: from, name },
    to,
    subject: title,
    text: `${title}\n\n${lines.join('\n')}\n`,
    html: `<p><strong>${escapeHtml(title)}</strong></p>\n<p>${lines.map(escapeHtml).join('<br>\n')}</p>\n`,
  }
}

function linesOf({ journeyId, stepId, customer, payload }: ClaimedCall): string[] {
  const names = Object.entries(customer ?? {}).map(([kind, value]) => `Customer ${kind}: ${value}`)
  return [...names, ...factsOf(payload), `Journey: ${journeyId}, step ${stepId}`]
}

/** One line a value, by its path. */
function factsOf(payload: JsonObject, above = ''): string[] {
  return Object.entries(payload).flatMap(([name, value]) =>
    isObject(value) ? factsOf(value, `${above}${name}.`) : [`${above}${name}: ${said(value)}`],
  )
}

const said = (value: JsonValue): string => (typeof value === 'string' ? value : JSON.stringify(value))
