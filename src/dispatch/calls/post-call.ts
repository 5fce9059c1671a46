// One POST to a webhook, and what its answer says.
import { type GuardOptions, guardedAsker, type NoAnswer } from '../../platform/guarded-request.js'

export interface Answer {
  readonly status: number
  readonly retryAfter: string | undefined
  /** null: longer than an answer may be, or not UTF-8. */
  readonly body: string | null
}

export type { NoAnswer }
export type PosterOptions = GuardOptions

export interface Poster {
  post(url: string, headers: object, body: string, stop: AbortSignal): Promise<Answer | NoAnswer>
}

export function poster(options: PosterOptions): Poster {
  const ask = guardedAsker(options)
  return {
    async post(url, headers, body, stop) {
      const contentHeaders = { ...headers, 'content-type': 'application/json' }
      const answer = await ask({ method: 'POST', url, headers: contentHeaders, body, stop })
      if ('failure' in answer) return answer
      return { status: answer.status, retryAfter: answer.headers['retry-after'], body: answer.body }
    },
  }
}
