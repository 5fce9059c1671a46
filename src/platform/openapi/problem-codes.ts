// What the parts of HTTP that many routes share answer when they refuse: for the description of those routes.
import type { ProblemCodes } from './described-route.js'

/** Behind `jsonBody`. */
export const jsonBodyProblems: ProblemCodes = {
  400: ['invalid_json', 'invalid_body'],
  413: ['body_too_large'],
  415: ['not_json'],
}

/** Behind `rawBody`. */
export const rawBodyProblems: ProblemCodes = {
  400: ['invalid_body'],
  413: ['body_too_large'],
  415: ['not_json'],
  503: ['too_many_large_bodies'],
}

/** Behind `pageBody` and `pagePost`. */
export const pagePostProblems: ProblemCodes = {
  ...jsonBodyProblems,
  400: ['invalid_json', 'invalid_body', 'script_post_invalid'],
}

export const databaseProblems: ProblemCodes = { 503: ['database_unavailable'] }
export const queueProblems: ProblemCodes = { 503: ['queue_unavailable'] }
