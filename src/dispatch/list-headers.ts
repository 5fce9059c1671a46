// The headers by which mail programs show a button to unsubscribe (RFC 2369, RFC 8058). Pure.
import type { ClaimedMessage } from './claim-messages.js'

/** None for what belongs to an order. */
export const listHeaders = (_claimed: ClaimedMessage): Readonly<Record<string, string>> => ({})
