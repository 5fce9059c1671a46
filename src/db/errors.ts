// Sorts database errors by what the caller can do about them.
// Must not look at the messages of PostgreSQL, which change with its language; those of the driver do not.

/** Thrown inside a transaction by work that found its facts outdated and wants to start again. */
export class RetryTransaction extends Error {
  override name = 'RetryTransaction'
}

/** A deadlock or a serialization failure: rolled back for certain, and likely to pass when repeated. */
export function isGivingWay(error: unknown): boolean {
  return error instanceof RetryTransaction || ['40P01', '40001'].includes(codeOf(error) ?? '')
}

/** Will pass by itself: nobody's input is at fault, and the same work may succeed a moment later. */
export function isPassing(error: unknown): boolean {
  const lockTimeout = codeOf(error) === '55P03'
  return lockTimeout || isGivingWay(error) || isDatabaseAway(error)
}

/**
 * The server is gone, starting, stopping, read-only, full or out of something. Whether the last statement took effect is
 * unknown: look, then repeat. Nobody's input is at fault.
 */
export function isDatabaseAway(error: unknown): boolean {
  const code = codeOf(error)
  if (code !== undefined) return SQLSTATES_AWAY.test(code) || NETWORK_CODES.test(code)
  // `pg` reports a killed backend and a failed connect without a code. Any other plain Error is a bug, and waiting for a
  // bug to pass would hold up everything behind it.
  return error instanceof Error && DRIVER_MESSAGES.test(error.message)
}

// Connection exceptions, lack of resources, shutdown and start, input and output errors, a session ended for idling inside
// a transaction, a standby after a failover, a commit whose outcome nobody knows.
const SQLSTATES_AWAY = /^(08...|53...|57P0[1-5]|58...|25P03|25006|40003)$/
const NETWORK_CODES =
  /^(ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ERR_(STREAM|SOCKET)_.*)$/
const DRIVER_MESSAGES =
  /^(Connection terminated|timeout e|Query read timeout|Client (has encountered|was closed))/

function codeOf(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { code?: unknown }
  return typeof code === 'string' ? code : undefined
}
