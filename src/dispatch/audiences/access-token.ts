// The token a platform is asked with. Most are given as they are; Google's hold for an hour, so that of Google the
// credentials of a user may be given instead (the JSON that its tools write), for which a new token is got when it is time.
import { z } from 'zod'
import type { Clock } from '../../platform/clock.js'
import type { Asker } from '../../platform/guarded-request.js'

const credentialsSchema = z.object({
  client_id: z.string().min(1),
  client_secret: z.string().min(1),
  refresh_token: z.string().min(1),
  token_uri: z.url({ protocol: /^https?$/ }).default('https://oauth2.googleapis.com/token'),
})

const answerSchema = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() })

/** null: not to be had now. `given` is what the environment holds. */
export type TokenSource = (given: string, stop: AbortSignal) => Promise<string | null>

/** Renewed a minute before it is over. `clock`: of real time. */
export function tokenSource(ask: Asker, clock: Clock): TokenSource {
  const now = (): number => clock.now().getTime()
  const known = new Map<string, { token: string; until: number }>()
  return async (given, stop) => {
    if (!given.startsWith('{')) return given
    const kept = known.get(given)
    if (kept && kept.until > now() + 60_000) return kept.token
    const credentials = credentialsSchema.safeParse(jsonOrNull(given))
    if (!credentials.success) return null
    const { token_uri: url, ...secrets } = credentials.data
    const answer = await ask({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ ...secrets, grant_type: 'refresh_token' }).toString(),
      stop,
    })
    const got =
      'failure' in answer || answer.status !== 200 ? null : answerSchema.safeParse(jsonOrNull(answer.body))
    if (!got?.success) return null
    const { access_token: token, expires_in: seconds } = got.data
    known.set(given, { token, until: now() + seconds * 1_000 })
    return token
  }
}

function jsonOrNull(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return null
  }
}
