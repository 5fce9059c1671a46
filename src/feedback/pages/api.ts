// The pages behind links of messages, described. They are for people: HTML, in the language of whoever follows the link.
import { z } from 'zod'
import { type DescribedArea, type DescribedRoute, rawBodyProblems } from '../../platform/openapi/index.js'

const page = { 'text/html': null }
const notOurs = { description: 'The link is not ours.', content: page }
const gone = { description: 'The link is no longer good.', content: page }
const away = {
  description: 'Redis or PostgreSQL is away.',
  content: page,
  headers: { 'Retry-After': 'seconds until it may be tried again' },
}
const token = z.string().meta({ description: 'Signed; holds no address.' })
const form = { 'application/x-www-form-urlencoded': null }

/** Forms are small, however many there are. */
const { 503: _, ...formProblems } = rawBodyProblems

type Words = Pick<DescribedRoute, 'method' | 'path' | 'name' | 'summary'> & { readonly answer: string }

const pageAt = ({ answer, ...route }: Words): DescribedRoute => ({
  ...route,
  params: { token },
  answers: { 200: { description: answer, content: page }, 404: notOurs, 410: gone, 503: away },
})

/** Confirming reads no body. */
const formAt = (words: Words): DescribedRoute => ({
  ...pageAt(words),
  body: form,
  bodyIsOptional: true,
  problems: [formProblems],
})

export const pagesApi: DescribedArea = {
  tag: 'Pages behind links',
  description: 'For people, without a key. To open one changes nothing; its button does. Role `web`.',
  routes: [
    pageAt({
      method: 'get',
      path: '/u/:token',
      name: 'askToUnsubscribe',
      summary: 'The page to unsubscribe',
      answer: 'A page with a button.',
    }),
    formAt({
      method: 'post',
      path: '/u/:token',
      name: 'unsubscribe',
      summary: 'Unsubscribes at once (RFC 8058)',
      answer: 'A page that says so; no cookie, no redirect.',
    }),
    pageAt({
      method: 'get',
      path: '/u/:token/preferences',
      name: 'getPreferences',
      summary: 'The page to choose what to get',
      answer: 'A page with a form.',
    }),
    formAt({
      method: 'post',
      path: '/u/:token/preferences',
      name: 'choosePreferences',
      summary: 'Chooses what to get',
      answer: 'The page, with what was chosen.',
    }),
    pageAt({
      method: 'get',
      path: '/k/:token',
      name: 'askToConfirm',
      summary: 'The page to confirm a consent',
      answer: 'A page with a button.',
    }),
    pageAt({
      method: 'post',
      path: '/k/:token',
      name: 'confirmConsent',
      summary: 'Confirms a consent that was asked for (double opt-in)',
      answer: 'A page that says so.',
    }),
  ],
}
