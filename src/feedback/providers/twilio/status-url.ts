// Where Twilio is asked to report on a message: the door of status callbacks, as others see it. Pure.

export const twilioPath = '/v1/providers/twilio'

/**
 * By the id of the message. undefined: Twilio could not get here, and refuses an SMS that asks it to. `isStandIn`: something
 * else than Twilio, which gets everywhere.
 */
export function twilioStatusUrl(
  publicUrl: string,
  isStandIn = false,
): ((messageId: string) => string) | undefined {
  if (!isStandIn && isLocal(new URL(publicUrl).hostname)) return undefined
  return messageId => `${publicUrl}${twilioPath}/status/${messageId}`
}

/** A name without a dot, or an address of a network of one's own. */
const isLocal = (host: string): boolean =>
  /^([^.]+|.*\.(localhost|local|internal)|(127|10|192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))\.[\d.]+)$/.test(
    host,
  )
