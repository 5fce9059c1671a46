// Pools that run out, messages that fail, and links that lead nowhere.
import { describe, expect, test } from 'vitest'
import { coupons } from '../../../src/audits/messages/coupons.js'
import { fates } from '../../../src/audits/messages/fates.js'
import { lostLinks } from '../../../src/audits/messages/lost-products.js'
import type { MessageFacts } from '../../../src/audits/messages/message-facts.js'
import { codes } from './facts.js'

const known = (given: Partial<MessageFacts>): MessageFacts => ({
  pools: [],
  channels: [],
  waiting: [],
  lostLinks: [],
  ...given,
})

describe('a pool of coupons', () => {
  const pool = (codesInAll: number, free: number, taken: number) =>
    coupons(known({ pools: [{ pool: 'SAVE10', codes: codesInAll, free, taken }] }))

  test('without a code left, or that never had one, is an error', () => {
    expect(pool(100, 0, 10)).toMatchObject([{ code: 'coupons_empty', severity: 'error', subject: 'SAVE10' }])
    expect(pool(0, 0, 0)).toMatchObject([{ message: 'The pool SAVE10 has no codes.' }])
  })

  test('that lasts for less than a week at the present pace is a warning', () => {
    expect(codes(pool(100, 69, 70))).toEqual(['coupons_low'])
    expect(pool(100, 70, 70)).toEqual([])
    expect(pool(100, 1, 0)).toEqual([])
  })
})

describe('messages', () => {
  const channel = (failed: number, unknown: number) =>
    codes(fates(known({ channels: [{ channel: 'email', handedOver: 1_000 - failed, failed, unknown }] })))

  test('that fail are told from 5 % on, at least 20', () => {
    expect(channel(51, 0)).toEqual(['messages_failed'])
    expect(channel(50, 0)).toEqual([])
  })

  test('that nobody knows the fate of are told from 1 % on, at least 20', () => {
    expect(channel(0, 20)).toEqual(['messages_unknown'])
    expect(channel(0, 10)).toEqual([])
  })

  test('that have been due for an hour are told', () => {
    const waiting = (messages: number) => fates(known({ waiting: [{ channel: 'sms', messages }] }))
    expect(codes(waiting(20))).toEqual(['messages_overdue'])
    expect(waiting(19)).toEqual([])
  })
})

test('a link to a product that was taken out is told by template and product', () => {
  expect(lostLinks(known({ lostLinks: [{ template: 'welcome', productId: 'shoe' }] }))).toMatchObject([
    { code: 'template_product_removed', subject: 'welcome shoe' },
  ])
  expect(lostLinks(known({}))).toEqual([])
})
