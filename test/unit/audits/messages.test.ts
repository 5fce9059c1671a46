// Pools that run out, messages that fail, and links that lead nowhere.
import { describe, expect, test } from 'vitest'
import { brokenLinks } from '../../../src/audits/messages/broken-links.js'
import { coupons } from '../../../src/audits/messages/coupons.js'
import { fates } from '../../../src/audits/messages/fates.js'
import { lostLinks } from '../../../src/audits/messages/lost-products.js'
import type { BrokenLink, MessageFacts, PoolFacts } from '../../../src/audits/messages/message-facts.js'
import { codes, found, to } from './facts.js'

const known = (given: Partial<MessageFacts>): MessageFacts => ({
  pools: [],
  lateCodes: [],
  links: [],
  channels: [],
  waiting: [],
  lostLinks: [],
  ...given,
})

describe('a pool of coupons', () => {
  const pool = (given: Partial<PoolFacts>, past = found()) =>
    coupons(
      known({
        pools: [
          {
            pool: 'SAVE10',
            codes: 100,
            free: 90,
            taken: 10,
            takenInDay: 0,
            use: 'codes',
            until: null,
            daysToEnd: null,
            promisedDays: 0,
            ...given,
          },
        ],
      }),
      past,
    )

  test('without a code left, or that never had one, is an error', () => {
    expect(pool({ free: 0 })).toMatchObject([{ code: 'coupons_empty', severity: 'error', subject: 'SAVE10' }])
    expect(pool({ codes: 0, free: 0 })).toMatchObject([{ message: 'The pool SAVE10 has no codes.' }])
  })

  test('that is empty is a warning where journeys have another code, and a notice where none takes from it', () => {
    expect(pool({ free: 0, use: 'fallback' })).toMatchObject([
      {
        severity: 'warning',
        message: 'The pool SAVE10 has no codes left; everybody gets the one of "whenEmpty".',
      },
    ])
    expect(pool({ free: 0, use: 'none' })).toMatchObject([{ severity: 'notice' }])
    expect(pool({ free: 1, use: 'none' })).toEqual([])
  })

  test('that lasts for less than a week at the present pace is a warning', () => {
    expect(pool({ free: 69, taken: 70 })).toMatchObject([
      {
        code: 'coupons_low',
        message:
          'The pool SAVE10 has 69 codes left, for 6 days at the present pace; 70 were given out in the last 7 days.',
        facts: { days: 6 },
      },
    ])
    expect(pool({ free: 70, taken: 70 })).toEqual([])
    expect(pool({ free: 1, taken: 0 })).toEqual([])
  })

  test('goes by the last day where that was faster: a journey that began yesterday has no week', () => {
    expect(pool({ free: 90, taken: 14, takenInDay: 14 })).toMatchObject([{ facts: { days: 6 } }])
    expect(pool({ free: 60, taken: 9, takenInDay: 9 })).toEqual([])
  })

  test('that was low is low until it lasts for ten days', () => {
    const low = found('coupons_low', 'SAVE10')
    expect(codes(pool({ free: 99, taken: 70 }, low))).toEqual(['coupons_low'])
    expect(pool({ free: 100, taken: 70 }, low)).toEqual([])
  })

  test('whose codes end within a week is a warning, and after that an error', () => {
    const ends = (daysToEnd: number, given: Partial<PoolFacts> = {}) =>
      pool({ until: '2026-11-28', daysToEnd, ...given })
    expect(ends(7)).toEqual([])
    expect(ends(6)).toMatchObject([
      {
        code: 'coupons_ending',
        severity: 'warning',
        message: 'The codes of the pool SAVE10 are good until 2026-11-28, for 6 days.',
      },
    ])
    expect(ends(0)).toMatchObject([{ message: expect.stringContaining('for today only') }])
    expect(ends(-1)).toMatchObject([{ code: 'coupons_ended', severity: 'error' }])
    expect(ends(-1, { use: 'none' })).toEqual([])
  })

  test('whose codes end before journeys say is a warning earlier', () => {
    expect(pool({ until: '2026-12-01', daysToEnd: 10, promisedDays: 14 })).toMatchObject([
      { code: 'coupons_ending', message: expect.stringContaining('; journeys say 14 days.') },
    ])
    expect(pool({ until: '2026-12-05', daysToEnd: 14, promisedDays: 14 })).toEqual([])
  })

  test('messages that show a code after it has expired are an error', () => {
    const lateCodes = [{ journey: 'cart-recovery', step: 'offer', scheduled: 3, sent: 12 }]
    expect(coupons(known({ lateCodes }))).toMatchObject([
      {
        code: 'coupons_outlived',
        severity: 'error',
        subject: 'cart-recovery offer',
        message:
          'Messages of cart-recovery show the code of the step offer after it has expired: 12 went out in 24 hours, 3 are scheduled.',
      },
    ])
  })
})

describe('a link that leads nowhere', () => {
  const link = (given: Partial<BrokenLink> = {}): BrokenLink => ({
    url: 'https://shop.example/sale',
    host: 'shop.example',
    why: '404',
    answered: true,
    hostAnswers: true,
    templates: ['email hello'],
    scheduled: 0,
    since: to,
    ...given,
  })

  test('is told with the templates it stands in and the messages that will show it', () => {
    expect(brokenLinks(known({ links: [link({ scheduled: 1_200 })] }))).toMatchObject([
      {
        code: 'template_link_broken',
        subject: 'https://shop.example/sale',
        severity: 'warning',
        message:
          'https://shop.example/sale leads nowhere (404). It stands in email hello; 1,200 messages with it are scheduled.',
      },
    ])
    const templates = ['email a', 'email b', 'email c', 'sms d']
    expect(brokenLinks(known({ links: [link({ templates })] }))).toMatchObject([
      { message: expect.stringContaining('email a, email b and 2 more templates') },
    ])
  })

  test('to a host that answers nothing is one finding of the host: this server may have no way out', () => {
    const silent = { answered: false, hostAnswers: false, why: 'timeout' }
    const links = [link(silent), link({ ...silent, url: 'https://shop.example/new' })]
    expect(brokenLinks(known({ links }))).toMatchObject([
      { code: 'link_host_silent', subject: 'shop.example', severity: 'notice', facts: { links: 2 } },
    ])
  })

  test('without an answer, of a host that answers for others, is a finding of its own', () => {
    expect(codes(brokenLinks(known({ links: [link({ answered: false, why: 'timeout' })] })))).toEqual([
      'template_link_broken',
    ])
  })
})

describe('messages', () => {
  const channel = (failed: number, unknown: number, past = found()) =>
    codes(
      fates(known({ channels: [{ channel: 'email', handedOver: 1_000 - failed, failed, unknown }] }), past),
    )

  test('that fail are told from 5 % on, at least 20', () => {
    expect(channel(51, 0)).toEqual(['messages_failed'])
    expect(channel(50, 0)).toEqual([])
  })

  test('that nobody knows the fate of are told from 1 % on, at least 20', () => {
    expect(channel(0, 20)).toEqual(['messages_unknown'])
    expect(channel(0, 10)).toEqual([])
  })

  test('that have been due for an hour are told', () => {
    const waiting = (messages: number, past = found()) =>
      fates(known({ waiting: [{ channel: 'sms', messages }] }), past)
    expect(codes(waiting(20))).toEqual(['messages_overdue'])
    expect(waiting(19)).toEqual([])
    expect(codes(waiting(10, found('messages_overdue', 'sms')))).toEqual(['messages_overdue'])
    expect(waiting(9, found('messages_overdue', 'sms'))).toEqual([])
  })

  test('are told until there are half as many', () => {
    expect(channel(26, 0, found('messages_failed', 'email'))).toEqual(['messages_failed'])
    expect(channel(25, 0, found('messages_failed', 'email'))).toEqual([])
    expect(channel(0, 11, found('messages_unknown', 'email'))).toEqual(['messages_unknown'])
    expect(channel(0, 9, found('messages_unknown', 'email'))).toEqual([])
  })
})

test('a link to a product that was taken out is told by template and product', () => {
  expect(lostLinks(known({ lostLinks: [{ template: 'welcome', productId: 'shoe' }] }))).toMatchObject([
    { code: 'template_product_removed', subject: 'welcome shoe' },
  ])
  expect(lostLinks(known({}))).toEqual([])
})
