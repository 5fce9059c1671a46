// What holds of the engine for any journeys and any life of a customer.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CustomerState } from '../../../../src/journeys/engine/index.js'
import { insideWindow } from '../../../../src/model/local-time.js'
import { durationMs } from '../../../../src/model/time.js'
import { Simulation } from '../../../../src/workbench/simulation.js'
import { Supplies } from '../../../../src/workbench/supplies.js'
import { aCustomer, start } from '../../../support/builders.js'
import { caps, type Life, lives, moments } from './any-life.js'

interface Way {
  readonly handsOverAtOnce?: boolean
  /** Into how many strides the clock's every move is cut. */
  readonly strides?: number
  /** Whether the enrollments are written down as JSON and read again after everything that happens. */
  readonly readsAgain?: boolean
  /** Of all customers held out; the one of these lives is among the half. */
  readonly share?: number
}

function simulate(
  { journeys, days }: Life,
  { handsOverAtOnce = true, strides = 1, readsAgain = false, share = 0 }: Way = {},
): Simulation {
  const supplies = new Supplies({ coupons: { TEN: Array.from({ length: 1_000 }, (_, i) => `T${i}`) } })
  const simulation = new Simulation(journeys({ holdout: { share } }), aCustomer(), start, {
    handsOverAtOnce,
    supplies,
  })
  for (const { now, events, handsOver } of moments(days)) {
    const from = simulation.now.getTime()
    for (let stride = 1; stride <= strides; stride++)
      simulation.advanceTo(new Date(from + ((now.getTime() - from) * stride) / strides))
    for (const event of events) {
      if (readsAgain) simulation.state = readAgain(simulation.state)
      simulation.hear(event)
    }
    if (handsOver) simulation.handOver()
  }
  return simulation
}

const dates = new Set(['wakeAt', 'dueAt', 'enteredAt', 'triggeredAt', 'endedAt'])

/** As PostgreSQL keeps them: a column for each, JSON for what has parts. */
function readAgain(state: CustomerState): CustomerState {
  const text = JSON.stringify(state.enrollments)
  const revive = (key: string, value: unknown) =>
    dates.has(key) && typeof value === 'string' ? new Date(value) : value
  return { ...state, enrollments: JSON.parse(text, revive) as CustomerState['enrollments'] }
}

/** More of them now and then: PROPERTY_RUNS=2000 npx vitest run … --testTimeout 600000. */
const numRuns = Number(process.env.PROPERTY_RUNS ?? 12)
const property = (rule: (life: Life) => void): void => fc.assert(fc.property(lives, rule), { numRuns })

describe('for any journeys and any life', () => {
  it('the same inputs lead to the same decisions', () => {
    property(life => {
      expect(simulate(life).happenings).toEqual(simulate(life).happenings)
    })
  })

  it('it does not matter in how many strides the clock moves', () => {
    property(life => {
      expect(simulate(life, { strides: 1_000 }).happenings).toEqual(simulate(life).happenings)
    })
  })

  it('everybody rests or is out, and what rests is due later', () => {
    property(life => {
      const simulation = simulate(life)
      const due = new Map(
        simulation.waiting.map(({ enrollmentId, seq, dueAt }) => [`${enrollmentId}@${seq}`, dueAt]),
      )
      for (const { id, seq, status, stepId } of simulation.state.enrollments) {
        if (status !== 'active') expect(stepId).toBe(null)
        else expect(due.get(`${id}@${seq}`)?.getTime()).toBeGreaterThan(simulation.now.getTime())
      }
    })
  })

  it('no cap is exceeded in any window', () => {
    property(life => {
      const sent = simulate(life).sent.filter(({ wireAt }) => wireAt !== null)
      for (const last of sent) {
        const within = (per: string) =>
          sent.filter(({ wireAt }) => {
            const agoMs = last.wireAt!.getTime() - wireAt!.getTime()
            return agoMs >= 0 && agoMs < durationMs(per)
          })
        const marketing = (per: string) => within(per).filter(({ category }) => category === 'marketing')
        expect(marketing(caps.global.per).length).toBeLessThanOrEqual(caps.global.max)
        const texts = marketing(caps.sms.per).filter(({ channel }) => channel === 'sms')
        expect(texts.length).toBeLessThanOrEqual(caps.sms.max)
        const own = within('1d').filter(({ journeyId }) => journeyId === last.journeyId)
        if (life.definitions[Number(last.journeyId.slice(1))]?.caps) expect(own.length).toBeLessThanOrEqual(2)
      }
    })
  })

  it('no marketing email goes out in quiet hours', () => {
    property(life => {
      for (const { at, outcome } of simulate(life).happenings)
        for (const { channel, category } of outcome.messages)
          if (channel === 'email' && category === 'marketing')
            expect(insideWindow(at, 'Europe/Berlin', { between: ['21:00', '08:00'] })).toBe(false)
    })
  })

  it('an enrollment that was written down and read again goes on as if it had not been', () => {
    property(life => {
      expect(simulate(life, { readsAgain: true }).happenings).toEqual(simulate(life).happenings)
    })
  })

  it('an enrollment that has ended acts no more, but to take back what it had queued', () => {
    property(life => {
      const ended = new Set<string>()
      for (const { outcome, withdrawn } of simulate(life, { handsOverAtOnce: false }).happenings) {
        for (const { enrollmentId, kind } of outcome.decisions) {
          if (!ended.has(enrollmentId)) continue
          expect(['exited', 'converted']).toContain(kind)
          expect(withdrawn.map(message => message.enrollmentId)).toContain(enrollmentId)
        }
        for (const { id, status } of outcome.enrollments) if (status !== 'active') ended.add(id)
      }
    })
  })

  it('nobody is in a journey twice at a time, and decisions are numbered in their order', () => {
    property(life => {
      const count = new Map<string, number>()
      const inside = new Map<string, string>()
      for (const { outcome } of simulate(life).happenings) {
        for (const { enrollmentId, n } of outcome.decisions) {
          expect(n).toBeGreaterThan(count.get(enrollmentId) ?? 0)
          count.set(enrollmentId, n)
        }
        for (const { id, journeyId, key, status } of outcome.enrollments) {
          const pass = `${journeyId} ${key}`
          if (status !== 'active') inside.delete(id)
          else {
            expect([...inside].filter(([other, one]) => one === pass && other !== id)).toEqual([])
            inside.set(id, pass)
          }
        }
      }
    })
  })

  it('who is held out of all marketing walks the same steps, branches and caps', () => {
    const withheld: Record<string, string | null> = {
      holdout: null,
      task_withheld: 'asked',
      coupon_withheld: 'coupon',
      audience_withheld: 'audience_added',
    }
    const walked = (life: Life, share: number): string[] =>
      simulate(life, { share }).happenings.flatMap(({ at, outcome }) =>
        outcome.decisions.map(({ enrollmentId, n, kind, stepId, reason }) => {
          const said = reason !== null && reason in withheld ? withheld[reason] : reason
          return [at.toISOString(), enrollmentId, n, kind, stepId, said].join(' ')
        }),
      )
    property(life => {
      expect(walked(life, 0.5)).toEqual(walked(life, 0))
    })
  })

  it('nobody is written to who has unsubscribed', () => {
    property(life => {
      let unsubscribed = false
      for (const { input, outcome } of simulate(life).happenings) {
        if (input.kind === 'event' && input.event.type === 'email_unsubscribed') unsubscribed = true
        if (!unsubscribed) continue
        const marketing = outcome.messages.filter(({ category }) => category === 'marketing')
        expect(marketing.filter(({ channel }) => channel === 'email')).toEqual([])
      }
    })
  })
})
