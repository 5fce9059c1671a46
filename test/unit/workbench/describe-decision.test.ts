import { describe, expect, it } from 'vitest'
import type { Decision } from '../../../src/journeys/engine/index.js'
import { describeDecision } from '../../../src/workbench/describe-decision.js'

const until = '2026-11-21T21:00:00.000Z'
type Row = [kind: Decision['kind'], reason: string | null, detail: Decision['detail'], line: string]

describe('a decision as a line', () => {
  it.each<Row>([
    ['entered', null, { event: 'e' }, 'entered'],
    ['entered', null, { event: 'e', holdout: true }, 'entered held out'],
    ['entered', null, { event: 'e', holdout: true, by: 'journey' }, 'entered held out'],
    ['entered', null, { event: 'e', holdout: true, by: 'global' }, 'entered held out globally'],
    ['waited', null, { until }, 'waited s until 21'],
    [
      'waited',
      null,
      { until, for: 'email_clicked, sms_replied' },
      'waited s for email_clicked, sms_replied until 21',
    ],
    ['waited', 'quiet_hours', { until, channel: 'sms' }, 'waited s quiet_hours until 21'],
    ['waited', 'at_once', {}, 'waited s at_once'],
    ['waited', 'no_date', { date: 'customer.birthday' }, 'waited s no_date'],
    ['branched', 'case_matched', { case: 1 }, 'branched s case 1'],
    ['branched', 'no_case_matched', { missed: [] }, 'branched s no_case_matched'],
    ['branched', 'variant', { experiment: 'e', variant: 'bold' }, 'branched s variant bold'],
    ['branched', 'decided', { experiment: 'e', variant: 'bold' }, 'branched s variant bold, decided'],
    ['branched', 'event_came', { type: 'email_clicked' }, 'branched s event_came'],
    ['branched', 'event_came', { type: 'sms_replied', case: 1 }, 'branched s event_came sms_replied'],
    ['branched', 'condition_true', null, 'branched s condition_true'],
    ['sent', null, { channel: 'email', template: 'hello' }, 'sent s email hello'],
    ['sent', 'holdout', { channel: 'email', template: 'hello' }, 'held out s email hello'],
    ['skipped', 'no_consent', { channel: 'sms' }, 'skipped s no_consent'],
    ['done', 'called', { webhook: 'crm' }, 'called s crm'],
    ['done', 'answered', { webhook: 'crm', status: 200 }, 'answered s 200'],
    ['done', 'no_answer', { webhook: 'crm' }, 'answered s not'],
    ['done', 'asked', { team: 'care', task: 'Ring them up' }, 'asked s care'],
    ['done', 'task_withheld', { team: 'care', task: 'Ring them up' }, 'asked s nobody, held out'],
    ['done', 'audience_withheld', { audience: 'fans' }, 'audience s not added, held out'],
    ['done', 'coupon', { pool: 'SAVE10', code: 'A1' }, 'took s code A1'],
    ['done', 'coupon_fallback', { pool: 'SAVE10', code: 'HI' }, 'took s fallback code HI'],
    ['done', 'coupon_empty', { pool: 'SAVE10', code: null }, 'took s no code, pool empty'],
    ['done', 'coupon_withheld', { pool: 'SAVE10', code: 'X' }, 'took s no code, held out'],
    ['done', 'set', { attributes: ['tier', 'points'] }, 'set s tier, points'],
    ['done', 'audience_added', { audience: 'lapsed' }, 'audience s added lapsed'],
    ['done', 'audience_removed', { audience: 'lapsed' }, 'audience s removed lapsed'],
    ['done', 'emitted', { type: 'cart_lost' }, 'emitted s cart_lost'],
    ['done', 'something_new', null, 'done s something_new'],
    ['repeated', null, { to: 'settle', passes: 1 }, 'repeated s to settle'],
    ['repeated', 'often_enough', { passes: 3 }, 'repeated s often_enough'],
    ['moved', null, { from: 1, to: 2, step: 's' }, 'moved to s'],
    ['moved', null, { from: 1, to: 2, step: null }, 'moved out'],
    ['exited', 'completed', null, 'exited completed'],
    ['converted', 'order_completed', { event: 'e' }, 'converted order_completed'],
  ])('%s (%s) %j: %s', (kind, reason, detail, line) => {
    const decision = {
      enrollmentId: 'e',
      journeyId: 'j',
      version: 1,
      n: 1,
      kind,
      stepId: 's',
      reason,
      detail,
    }
    expect(describeDecision(decision, time => String(time.getUTCHours()))).toBe(line)
  })
})
