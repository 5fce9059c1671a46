// One answer alone proves nothing: what is broken is asked again within the hour, and one that is good is enough.
import { expect, test } from 'vitest'
import type { AskedLink } from '../../../../src/audits/links/ask-link.js'
import { judgeAnswer, type KnownLink } from '../../../../src/audits/links/judge-answer.js'

const url = 'https://shop.example/sale'
const now = new Date('2026-11-21T12:00:00Z')
const hours = (count: number): Date => new Date(now.getTime() + count * 3_600_000)
const known = (failures = 0): KnownLink => ({ url, failures, brokenSince: failures > 0 ? hours(-1) : null })
const asked = (given: Partial<AskedLink>): AskedLink => ({
  url,
  state: 'broken',
  failure: null,
  why: '404',
  endsAt: null,
  ...given,
})
const good = asked({ state: 'good', why: '200' })
const privateAddress = asked({ failure: 'private_address', why: 'leads to a private address' })

test('a good link is asked again in a day', () => {
  expect(judgeAnswer(known(), good, now)).toMatchObject({ failures: 0, brokenSince: null, dueAt: hours(24) })
})

test('a broken one is asked again in an hour, and then every six hours, from the first failure on', () => {
  expect(judgeAnswer(known(), asked({}), now)).toMatchObject({
    failures: 1,
    brokenSince: now,
    dueAt: hours(1),
  })
  expect(judgeAnswer(known(1), asked({}), now)).toMatchObject({
    failures: 2,
    brokenSince: hours(-1),
    dueAt: hours(6),
  })
})

test('one that is there again is broken no more', () => {
  expect(judgeAnswer(known(5), good, now)).toMatchObject({ failures: 0, brokenSince: null })
})

test.each([
  ['a guard that lets no program in', asked({ state: 'unsure', why: '403' })],
  ['an address that only this network knows', privateAddress],
])('%s proves neither', (_, answer) => {
  expect(judgeAnswer(known(), answer, now)).toMatchObject({ failures: 0, dueAt: hours(24) })
  expect(judgeAnswer(known(2), answer, now)).toMatchObject({ failures: 2, brokenSince: hours(-1) })
})

test('whether a server answered is kept beside it', () => {
  expect(judgeAnswer(known(), asked({ failure: 'timeout', why: 'timeout' }), now).answered).toBe(false)
  expect(judgeAnswer(known(), asked({}), now).answered).toBe(true)
})
