// What came in is judged by the same hours of the weeks before: it speaks of what stopped, and is silent about Christmas.
import { describe, expect, test } from 'vitest'
import { backlog } from '../../../src/audits/data/backlog.js'
import { eventFaults } from '../../../src/audits/data/event-faults.js'
import { eventFields } from '../../../src/audits/data/event-fields.js'
import { eventVolume } from '../../../src/audits/data/event-volume.js'
import { revokedSources } from '../../../src/audits/data/new-streams.js'
import { refusedEvents } from '../../../src/audits/data/refused-events.js'
import { median } from '../../../src/audits/event-facts.js'
import { aField, aSum, codes, facts, found, to, weeks } from './facts.js'

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

  test('of a few events says nothing, unless none comes at all', () => {
    expect(day(1, 79, 79, 79, 79)).toEqual([])
    expect(codes(day(1, 80, 80, 80, 80))).toEqual(['events_too_few'])
    expect(day(0, 19, 19, 19, 19)).toEqual([])
    expect(codes(day(0, 20, 20, 20, 20))).toEqual(['events_too_few'])
  })

  test('of an order a day is told when none came in two weeks', () => {
    const two = (...events: number[]) =>
      eventVolume(facts({ sums: { 336: weeks(...events) }, knownForDays: 42 }))
    expect(two(0, 14, 10)).toMatchObject([
      { message: expect.stringContaining('No order_completed of shop came in 14 days') },
    ])
    expect(two(1, 14, 10)).toEqual([])
    expect(two(0, 9, 9)).toEqual([])
  })

  test('that was found too few is so until it is at three fifths', () => {
    const open = found('events_too_few', undefined, { hoursAgo: 3, facts: { hours: 24 } })
    const again = (events: number) =>
      eventVolume(facts({ sums: { 24: weeks(events, 100, 100, 100, 100) } }), open)
    expect(codes(again(59))).toEqual(['events_too_few'])
    expect(again(60)).toEqual([])
    const many = found('events_too_many', undefined, { hoursAgo: 3, facts: { hours: 24 } })
    const lots = (events: number) =>
      eventVolume(facts({ sums: { 24: weeks(events, 100, 100, 100, 100) } }), many)
    expect(codes(lots(340))).toEqual(['events_too_many'])
    expect(lots(330)).toEqual([])
  })

  test('that was found too few in the evening is so through the night, when nobody can tell', () => {
    const open = found('events_too_few', undefined, { hoursAgo: 3, facts: { hours: 3 } })
    const sums = { 3: weeks(0, 50, 50, 50, 50), 24: weeks(70, 100, 100, 100, 100) }
    expect(codes(eventVolume(facts({ sums }), open))).toEqual(['events_too_few'])
    expect(eventVolume(facts({ sums }))).toEqual([])
  })

  test('is compared with weeks in which nothing was found, so that no fault becomes the usual', () => {
    const counts = weeks(0, 0, 0, 100, 100, 100)
    expect(eventVolume(facts({ sums: { 24: counts } }))).toEqual([])
    const open = found('events_too_few', undefined, { hoursAgo: 16 * 24, facts: { hours: 24 } })
    expect(eventVolume(facts({ sums: { 24: counts } }), open)).toMatchObject([{ facts: { usual: 100 } }])
    const once = found('events_too_few', undefined, { hoursAgo: 16 * 24, endedHoursAgo: 6 * 24 })
    expect(eventVolume(facts({ sums: { 24: counts } }), once)).toMatchObject([{ facts: { usual: 100 } }])
  })

  test('of a source whose keys were all revoked is no fault, but told once', () => {
    const sums = { 24: weeks(0, 100, 100, 100, 100), 168: weeks(300, 700, 700, 700, 700) }
    const gone = facts({ sums, revoked: ['shop'] })
    expect(eventVolume(gone)).toEqual([])
    expect(revokedSources(gone)).toMatchObject([
      { code: 'source_revoked', subject: 'shop', severity: 'notice' },
    ])
    expect(revokedSources(facts({ sums: {}, revoked: ['shop'] }))).toEqual([])
  })

  test('says how many of them were refused at the door', () => {
    const refused = {
      24: [{ source: 'shop', type: 'order_completed', path: '', fault: '' as const, events: 90 }],
    }
    expect(eventVolume(facts({ sums: { 24: weeks(0, 100, 100, 100, 100) }, refused }))).toMatchObject([
      { message: expect.stringContaining('90 were refused at the door.') },
    ])
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
    const young = (knownForDays: number, events: number) =>
      eventVolume(facts({ sums: { 24: weeks(events, 100, 100) }, knownForDays }))
    expect(young(14, 0)).toEqual([])
    expect(codes(young(15, 0))).toEqual(['events_too_few'])
    // Two weeks say less than four.
    expect(young(15, 25)).toEqual([])
    expect(codes(young(15, 23))).toEqual(['events_too_few'])
  })

  test('of a young source that stops is told after a weekend’s time', () => {
    const young = (silentHours: number, events = 500) =>
      eventVolume(facts({ sums: { 168: weeks(events) }, knownForDays: 8, silentHours }))
    expect(young(61)).toMatchObject([
      {
        code: 'events_too_few',
        message: expect.stringMatching(
          /^No order_completed of shop came in 60 hours; before that there were 112 a day/,
        ),
      },
    ])
    expect(young(60)).toEqual([])
    expect(young(61, 200)).toEqual([])
  })

  test('of three hours is judged where much comes, and of seven days where little does', () => {
    const three = (usual: number) => eventVolume(facts({ sums: { 3: weeks(0, usual, usual, usual, usual) } }))
    expect(three(200)).toMatchObject([{ facts: { hours: 3 } }])
    expect(three(59)).toEqual([])
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

  test('that were lacking are so until it is less than ten points more than usual', () => {
    const open = found('event_field_missing', 'shop order_completed order.cartId')
    const again = (events: number) =>
      eventFields(
        facts({
          sums: { 24: hundred, 168: hundred },
          fields: { 24: [aField(0, events), aField(1, 5), aField(2, 5), aField(3, 5), aField(4, 5)] },
        }),
        open,
      )
    expect(codes(again(16))).toEqual(['event_field_missing'])
    expect(again(15)).toEqual([])
  })

  test('that were of another kind are so until it is less than half a percent', () => {
    const open = found('event_field_mistyped', 'shop order_completed order.cartId')
    const again = (checkedNow: number, events: number) =>
      eventFields(
        facts({
          sums: { 24: [aSum(0, { checked: checkedNow })] },
          fields: { 24: [aField(0, events, { fault: 'mistyped' })] },
        }),
        open,
      )
    expect(codes(again(500, 3))).toEqual(['event_field_mistyped'])
    expect(again(500, 2)).toEqual([])
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
  const day = (given: object, before: object = {}, past = found()) =>
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
        past,
      ),
    )

  test('repeats are told from 5 % on, unless there are always as many', () => {
    expect(day({ repeats: 100 })).toEqual(['events_repeated'])
    expect(day({ repeats: 40 })).toEqual([])
    expect(day({ repeats: 100 }, { repeats: 90 })).toEqual([])
  })

  test('repeats of a small shop are told from a fifth on', () => {
    const week = (repeats: number) =>
      codes(eventFaults(facts({ sums: { 168: [aSum(0, { events: 200, repeats })] } })))
    expect(week(50)).toEqual(['events_repeated'])
    expect(week(49)).toEqual([])
  })

  test('the same of a customer within a second is told from a quarter on', () => {
    expect(day({ doubled: 250 })).toEqual(['events_doubled'])
    expect(day({ doubled: 240 })).toEqual([])
    expect(day({ doubled: 300 }, { doubled: 200 })).toEqual([])
  })

  test('a clock that is behind is told when half of the events come ten minutes later', () => {
    expect(day({ delayed: 500 })).toEqual(['events_delayed'])
    expect(day({ delayed: 490 })).toEqual([])
    expect(day({ delayed: 600 }, { delayed: 500 })).toEqual([])
  })

  test.each([
    ['events_repeated', (part: number) => ({ repeats: part }), 64, 58],
    ['events_ahead', (part: number) => ({ ahead: part }), 12, 11],
    ['events_delayed', (part: number) => ({ delayed: part }), 300, 299],
    ['events_doubled', (part: number) => ({ doubled: part }), 150, 149],
    ['events_late', (part: number) => ({ late: part }), 120, 119],
  ])('%s goes on until it is clearly below its bound', (code, given, goesOn, over) => {
    expect(day(given(goesOn), {}, found(code))).toEqual([code])
    expect(day(given(over), {}, found(code))).toEqual([])
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
        streams: [{ source: 'shop', type, since: to, last: to }],
      })
    expect(codes(week('order_completed', 10))).toEqual(['orders_nameless'])
    expect(week('order_completed', 9)).toEqual([])
    expect(day({ nameless: 200 })).toEqual(['orders_nameless'])
    expect(day({ nameless: 120 }, {}, found('orders_nameless'))).toEqual(['orders_nameless'])
    expect(day({ nameless: 119 }, {}, found('orders_nameless'))).toEqual([])
  })
})

describe('events that the doors refused', () => {
  const refused = (count: number, accepted: number, hours: 3 | 24 | 168 = 24, past = found()) => {
    const list = [
      { source: 'shop', type: 'order_completed', path: '', fault: '' as const, events: count },
      {
        source: 'shop',
        type: 'order_completed',
        path: 'properties.order.total',
        fault: 'missing' as const,
        events: count,
      },
    ]
    const given = {
      sums: { 168: weeks(7 * accepted), [hours]: weeks(accepted) },
      refused: { 168: list, [hours]: list },
    }
    return refusedEvents(facts(given), past)
  }

  test('are told with their share, and what is missing or wrong in them', () => {
    expect(refused(40, 60)).toMatchObject([
      {
        code: 'events_refused',
        subject: 'shop order_completed',
        severity: 'error',
        message:
          '40 order_completed of shop (40 % of what was posted) were refused at the door in 24 hours: properties.order.total is missing in 40.',
      },
    ])
  })

  test('are a warning below five percent, and nothing below one', () => {
    expect(refused(20, 1_980)).toMatchObject([{ severity: 'warning' }])
    expect(refused(20, 2_000)).toEqual([])
    expect(refused(19, 400)).toEqual([])
  })

  test('are told within three hours where it is a fifth, and of a small shop within a week', () => {
    expect(codes(refused(20, 80, 3))).toEqual(['events_refused'])
    expect(codes(refused(5, 45, 168))).toEqual(['events_refused'])
    expect(refused(4, 0, 168)).toEqual([])
  })

  test('go on until they are below half of that', () => {
    const open = found('events_refused')
    expect(codes(refused(10, 1_990, 24, open))).toEqual(['events_refused'])
    expect(refused(10, 2_000, 24, open)).toEqual([])
    expect(refused(9, 1_700, 24, open)).toEqual([])
  })

  test('of no known type are compared with all that the source sends', () => {
    const list = [{ source: 'shop', type: '', path: '', fault: '' as const, events: 30 }]
    const given = (accepted: number) =>
      refusedEvents(
        facts({ sums: { 24: weeks(accepted), 168: weeks(7 * accepted) }, refused: { 24: list, 168: list } }),
      )
    expect(given(970)).toMatchObject([
      {
        subject: 'shop (unknown)',
        message: expect.stringMatching(/^30 events of no known type of shop \(3 %/),
      },
    ])
    expect(given(3_000)).toEqual([])
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

test('counting that was behind is so until it is within three quarters of the bound', () => {
  const none = { now: to, failedEvents: 0, failedWebhooks: 0, countedTo: to, eventsCountedTo: to }
  const behind = (hours: number, past = found('counting_behind', 'events')) =>
    backlog({ ...none, eventsCountedTo: new Date(to.getTime() - hours * 3_600_000) }, past)
  expect(codes(behind(3.1))).toEqual(['counting_behind'])
  expect(behind(3.1, found())).toEqual([])
  expect(behind(3)).toEqual([])
})

test('the median of an even number is between the two in the middle', () => {
  expect([median([]), median([3]), median([4, 1]), median([9, 1, 5])]).toEqual([0, 3, 2.5, 5])
})
