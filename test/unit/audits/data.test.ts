// What came in is judged by the same hours of the weeks before: it speaks of what stopped, and is silent about Christmas.
import { describe, expect, test } from 'vitest'
import { backlog } from '../../../src/audits/data/backlog.js'
import { eventFaults } from '../../../src/audits/data/event-faults.js'
import { eventFields } from '../../../src/audits/data/event-fields.js'
import { eventVolume } from '../../../src/audits/data/event-volume.js'
import { median } from '../../../src/audits/event-facts.js'
import { aField, aSum, codes, facts, to, weeks } from './facts.js'

describe('the volume of events', () => {
  const day = (...events: number[]) => eventVolume(facts({ sums: { 24: weeks(...events) } }))

  test('that stopped is an error, with what is usual', () => {
    expect(day(0, 100, 110, 90, 100)).toMatchObject([
      {
        code: 'events_too_few',
        subject: 'shop order_completed',
        severity: 'error',
        message:
          'No order_completed of shop came in 24 hours; usually there are 100 on these days of the week.',
        facts: { events: 0, usual: 100, hours: 24 },
      },
    ])
  })

  test('that fell to less than 40 % is found, and above it is not', () => {
    expect(codes(day(39, 100, 100, 100, 100))).toEqual(['events_too_few'])
    expect(day(41, 100, 100, 100, 100)).toEqual([])
  })

  test('is over as soon as it is as usual', () => {
    expect(day(95, 100, 110, 90, 100)).toEqual([])
  })

  test('of a few events says nothing', () => {
    expect(day(0, 40, 45, 49, 49)).toEqual([])
  })

  test('that was as low in one of the weeks before is no news', () => {
    expect(day(30, 35, 100, 100, 100)).toEqual([])
  })

  test('that a sale has raised once does not make the next weeks too few', () => {
    expect(day(100, 100, 100, 2_000, 100)).toEqual([])
  })

  test('five times the usual is a warning, unless a week before had as much', () => {
    expect(codes(day(600, 100, 100, 110, 90))).toEqual(['events_too_many'])
    expect(day(600, 500, 100, 110, 90)).toEqual([])
  })

  test('of a source that is known for less than two weeks is not judged', () => {
    const young = (knownForDays: number) =>
      eventVolume(facts({ sums: { 24: weeks(0, 100, 100) }, knownForDays }))
    expect(young(14)).toEqual([])
    expect(codes(young(15))).toEqual(['events_too_few'])
  })

  test('of three hours is judged where much comes, and of seven days where little does', () => {
    const three = (usual: number) => eventVolume(facts({ sums: { 3: weeks(0, usual, usual, usual, usual) } }))
    expect(three(200)).toMatchObject([{ facts: { hours: 3 } }])
    expect(three(199)).toEqual([])
    expect(eventVolume(facts({ sums: { 168: weeks(0, 20, 25, 30, 20) } }))).toMatchObject([
      { message: expect.stringContaining('7 days') },
    ])
  })

  test('is one finding, however many stretches are too few', () => {
    const none = weeks(0, 1_000, 1_000, 1_000, 1_000)
    expect(eventVolume(facts({ sums: { 3: none, 24: none, 168: none } }))).toHaveLength(1)
  })
})

describe('fields', () => {
  const checked = (...counts: number[]) => counts.map((count, week) => aSum(week, { checked: count }))
  const hundred = checked(100, 100, 100, 100, 100)
  const day = (...fields: ReturnType<typeof aField>[]) =>
    eventFields(facts({ sums: { 24: hundred, 168: hundred }, fields: { 24: fields } }))

  test('that most events lack, and used not to, are found', () => {
    expect(day(aField(0, 80), aField(1, 5), aField(2, 4))).toMatchObject([
      { code: 'event_field_missing', subject: 'shop order_completed order.cartId', facts: { share: 0.8 } },
    ])
  })

  test('that the shop never sends are no finding', () => {
    expect(day(aField(0, 100), aField(1, 100), aField(2, 100), aField(3, 100), aField(4, 100))).toEqual([])
  })

  test('that a few more lack than usual are no finding', () => {
    expect(day(aField(0, 20), aField(1, 5))).toEqual([])
  })

  test('of another kind in more than one percent are found, at least five of them', () => {
    expect(codes(day(aField(0, 5, { fault: 'mistyped' })))).toEqual(['event_field_mistyped'])
    expect(day(aField(0, 4, { fault: 'mistyped' }))).toEqual([])
  })

  test('are looked at over seven days where few events come', () => {
    const few = {
      sums: { 24: checked(10, 10, 10, 10, 10), 168: hundred },
      fields: { 24: [aField(0, 10)], 168: [aField(0, 90)] },
    }
    expect(eventFields(facts(few))).toMatchObject([{ facts: { share: 0.9 } }])
  })

  test('of fewer than fifty events say nothing', () => {
    const few = checked(49, 49, 49, 49, 49)
    expect(
      eventFields(
        facts({ sums: { 24: few, 168: few }, fields: { 24: [aField(0, 49)], 168: [aField(0, 49)] } }),
      ),
    ).toEqual([])
  })
})

describe('faults of events', () => {
  const day = (given: object, before: object = {}) =>
    codes(
      eventFaults(
        facts({
          sums: {
            24: [
              aSum(0, { events: 1_000, ...given }),
              ...[1, 2, 3, 4].map(week => aSum(week, { events: 1_000, ...before })),
            ],
          },
        }),
      ),
    )

  test('repeats are told from 5 % on, unless there are always as many', () => {
    expect(day({ repeats: 100 })).toEqual(['events_repeated'])
    expect(day({ repeats: 40 })).toEqual([])
    expect(day({ repeats: 100 }, { repeats: 90 })).toEqual([])
  })

  test('a clock that is ahead is told from 1 % on', () => {
    expect(day({ ahead: 20 })).toEqual(['events_ahead'])
    expect(day({ ahead: 9 })).toEqual([])
  })

  test('events that are told days late are told from 20 % on', () => {
    expect(day({ late: 200 })).toEqual(['events_late'])
    expect(day({ late: 150 })).toEqual([])
  })

  test('orders of whom nobody knows more than a browser are told from 20 % on, of orders alone', () => {
    const week = (type: string, nameless: number) =>
      eventFaults({
        ...facts({ sums: { 168: [aSum(0, { type, events: 50, nameless })] } }),
        streams: [{ source: 'shop', type, since: to }],
      })
    expect(codes(week('order_completed', 10))).toEqual(['orders_nameless'])
    expect(week('order_completed', 9)).toEqual([])
  })
})

describe('what waits', () => {
  const none = { now: to, failedEvents: 0, failedWebhooks: 0, countedTo: to, eventsCountedTo: to }
  const hoursAgo = (hours: number) => new Date(to.getTime() - hours * 3_600_000)

  test('is nothing where all is well, nor where nothing was counted yet', () => {
    expect(backlog(none)).toEqual([])
    expect(backlog({ ...none, countedTo: null, eventsCountedTo: null })).toEqual([])
  })

  test('events and webhooks that were set aside, and counting that is hours behind', () => {
    const found = backlog({
      now: to,
      failedEvents: 2,
      failedWebhooks: 1,
      countedTo: hoursAgo(3),
      eventsCountedTo: hoursAgo(5),
    })
    expect(found.map(({ code, subject }) => `${code} ${subject}`)).toEqual([
      'events_set_aside events',
      'events_set_aside webhooks',
      'counting_behind reports',
      'counting_behind events',
    ])
  })
})

test('the median of an even number is between the two in the middle', () => {
  expect([median([]), median([3]), median([4, 1]), median([9, 1, 5])]).toEqual([0, 3, 2.5, 5])
})
