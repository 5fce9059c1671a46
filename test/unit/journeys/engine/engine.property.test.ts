// What holds of the engine for any journeys and any life of a customer.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { durationMs } from '../../../../src/model/time.js'
import { Simulation } from '../../../../src/workbench/simulation.js'
import { aCustomer, start } from '../../../support/builders.js'
import { caps, type Life, lives, moments } from './any-life.js'

interface Way {
  readonly handsOverAtOnce?: boolean
  /** Into how many strides the clock's every move is cut. */
  readonly strides?: number
}

function simulate({ journeys, days }: Life, { handsOverAtOnce = true, strides = 1 }: Way = {}): Simulation {
  const simulation = new Simulation(journeys(), aCustomer(), start, { handsOverAtOnce })
  for (const { now, events, handsOver } of moments(days)) {
    const from = simulation.now.getTime()
    for (let stride = 1; stride <= strides; stride++)
      simulation.advanceTo(new Date(from + ((now.getTime() - from) * stride) / strides))
    for (const event of events) simulation.hear(event)
    if (handsOver) simulation.handOver()
  }
  return simulation
}

const property = (rule: (life: Life) => void): void => fc.assert(fc.property(lives, rule), { numRuns: 80 })

describe('for any journeys and any life', () => {
  it('the same inputs lead to the same decisions', () => {
    property(life => {
      expect(simulate(life).happenings).toEqual(simulate(life).happenings)
    })
  })

  it('it does not matter in how many strides the clock moves', () => {
    property(life => {
      expect(simulate(life, { strides: 7 }).happenings).toEqual(simulate(life).happenings)
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
      const sent = simulate(life).sent.map(({ journeyId, channel, wireAt }) => ({
        journeyId,
        channel,
        at: wireAt!.getTime(),
      }))
      for (const { journeyId, at } of sent) {
        const within = (per: string) => sent.filter(past => past.at <= at && past.at > at - durationMs(per))
        expect(within(caps.global.per).length).toBeLessThanOrEqual(caps.global.max)
        const texts = within(caps.sms.per).filter(({ channel }) => channel === 'sms')
        expect(texts.length).toBeLessThanOrEqual(caps.sms.max)
        const index = Number(journeyId.slice(1))
        const own = life.definitions[index]?.caps
        if (own)
          expect(within('1d').filter(past => past.journeyId === journeyId).length).toBeLessThanOrEqual(2)
      }
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

  it('nobody is written to who has unsubscribed', () => {
    property(life => {
      let unsubscribed = false
      for (const { input, outcome } of simulate(life).happenings) {
        if (input.kind === 'event' && input.event.type === 'email_unsubscribed') unsubscribed = true
        if (unsubscribed) expect(outcome.messages.filter(({ channel }) => channel === 'email')).toEqual([])
      }
    })
  })
})
