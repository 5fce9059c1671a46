// Whether a post is Twilio's own, by `X-Twilio-Signature`, and what it says. Twilio signs the address it was told to call, so
// that of this server as others see it counts, not what a proxy has made of it; with and without its port.
import twilio from 'twilio'
import { isObject, type JsonObject } from '../../../model/json.js'
import { type Arrival, type Guard, notUnderstood, signatureInvalid, signatureMissing } from '../door.js'

export interface TwilioSecrets {
  readonly authTokens: readonly string[]
  /** Without a slash at the end. */
  readonly publicUrl: string
}

type Params = Record<string, string | string[]>

export const twilioGuard =
  ({ authTokens, publicUrl }: TwilioSecrets): Guard =>
  arrival => {
    const signature = arrival.headerOf('X-Twilio-Signature')
    if (!signature) throw signatureMissing('Posts of Twilio carry the header X-Twilio-Signature.')
    const url = `${publicUrl}${arrival.path}`
    if (!authTokens.some(token => isGenuine(arrival, { token, signature, url })))
      throw signatureInvalid(
        `It must be made with the account's auth token for the address that begins with PUBLIC_URL: ${publicUrl}.`,
      )
  }

interface Claim {
  readonly token: string
  readonly signature: string
  readonly url: string
}

/** Of JSON the hash of the body is in the signed address; a body without one is anybody's. */
const isGenuine = (arrival: Arrival, { token, signature, url }: Claim): boolean =>
  isJson(arrival)
    ? twilio.validateRequestWithBody(token, signature, url, arrival.raw.toString())
    : twilio.validateRequest(token, signature, url, formOf(arrival.raw))

/** What a genuine post says, whichever way it was written. Throws a 400 `Problem` where it is neither. */
export function saidBy(arrival: Arrival): JsonObject {
  if (isJson(arrival)) return jsonOf(arrival.raw)
  return Object.fromEntries(
    Object.entries(formOf(arrival.raw)).map(([name, value]) => [
      name,
      Array.isArray(value) ? value[0]! : value,
    ]),
  )
}

const isJson = ({ headerOf }: Arrival): boolean =>
  /^application\/json\b/i.test(headerOf('Content-Type') ?? '')

/** Far more than an SMS and all Twilio says of it. Strangers' forms are read too, since the signature is over what they say. */
const mostBytes = 64 * 1024

/** A name that comes twice has both values: Twilio signs each. */
function formOf(raw: Buffer): Params {
  if (raw.length > mostBytes) throw notUnderstood(`Forms of Twilio have at most ${mostBytes} bytes.`)
  const params: Params = Object.create(null) as Params
  // In one pass: to ask for the values of each name would take for ever with ten thousand of them.
  for (const [name, value] of new URLSearchParams(raw.toString())) {
    const known = params[name]
    if (Array.isArray(known)) known.push(value)
    else params[name] = known === undefined ? value : [known, value]
  }
  return params
}

function jsonOf(raw: Buffer): JsonObject {
  try {
    const said: unknown = JSON.parse(raw.toString())
    if (isObject(said)) return said
  } catch {
    // Said below.
  }
  throw notUnderstood('The body is neither a form nor a JSON object.')
}
