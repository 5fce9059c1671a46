// What follows from the boxes somebody ticks: for every state of consent, what is shown, and what a change of it says.
import { describe, expect, it } from 'vitest'
import {
  boxesOf,
  closedChannels,
  nameOf,
  tickedNow,
  wordsOf,
} from '../../../../src/feedback/pages/preferences.js'
import type { ConsentState } from '../../../../src/model/channel.js'
import type { Consents, TopicConsent } from '../../../../src/model/consent.js'

const boxes = boxesOf(['email'], ['news', 'offers'])
const consents = (email: ConsentState, topics: Record<string, TopicConsent['status']> = {}): Consents => ({
  consent: { email, sms: 'unknown' },
  topics: {
    email: Object.fromEntries(Object.entries(topics).map(([topic, status]) => [topic, { status, at: 1 }])),
  },
})
const names = (text: string): Set<string> => new Set(text.split(' ').filter(name => name !== ''))
const said = (given: Consents, shown: string, ticked: string): string[] =>
  wordsOf(boxes, given, names(shown), names(ticked)).map(word => `${nameOf(word)} ${word.status}`)

it('there is a box for every channel and each of its topics', () => {
  expect(boxesOf(['sms', 'email'], ['news']).map(nameOf)).toEqual(['email', 'email.news', 'sms', 'sms.news'])
  expect(boxesOf(['email'], []).map(nameOf)).toEqual(['email'])
})

describe('what is ticked', () => {
  it.each<[string, Consents, string[]]>([
    ['subscribed: everything', consents('subscribed'), ['email', 'email.news', 'email.offers']],
    ['but for a topic', consents('subscribed', { news: 'unsubscribed' }), ['email', 'email.offers']],
    ['a closed channel: nothing', consents('unsubscribed', { news: 'subscribed' }), []],
    ['nothing said: nothing', consents('unknown'), []],
    ['a topic alone opens its channel', consents('unknown', { news: 'subscribed' }), ['email', 'email.news']],
  ])('%s', (_, given, ticked) => {
    expect([...tickedNow(given, boxes)]).toEqual(ticked)
  })
})

describe('what a change says', () => {
  const all = 'email email.news email.offers'
  it.each<[string, Consents, string, string, string[]]>([
    ['nothing changed, nothing said', consents('subscribed'), all, all, []],
    ['a topic less', consents('subscribed'), all, 'email email.offers', ['email.news unsubscribed']],
    [
      'the channel less: the topics go with it',
      consents('subscribed'),
      all,
      'email.news',
      ['email unsubscribed'],
    ],
    [
      'the channel opened: the topics that are not ticked do not come with it',
      consents('unsubscribed'),
      '',
      'email email.news',
      ['email subscribed', 'email.news subscribed', 'email.offers unsubscribed'],
    ],
    ['a topic of a closed channel says nothing', consents('unsubscribed'), '', 'email.news', []],
    [
      'a topic alone, where nothing was said',
      consents('unknown'),
      '',
      'email.news',
      ['email.news subscribed'],
    ],
    [
      'a page of before the no takes nothing of it back',
      consents('unsubscribed'),
      all,
      'email email.news',
      ['email.offers unsubscribed'],
    ],
    ['boxes that are not there say nothing', consents('subscribed'), all, `${all} sms email.x __proto__`, []],
  ])('%s', (_, given, shown, ticked, words) => {
    expect(said(given, shown, ticked)).toEqual(words)
  })

  it('tells of a channel that stays closed', () => {
    expect(closedChannels(boxes, consents('unsubscribed'), names('email.news'))).toEqual(['email'])
    expect(closedChannels(boxes, consents('unsubscribed'), names('email email.news'))).toEqual([])
    expect(closedChannels(boxes, consents('unknown'), names('email.news'))).toEqual([])
    expect(closedChannels(boxes, consents('unsubscribed'), names(''))).toEqual([])
  })
})
