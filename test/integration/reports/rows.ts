// Hand-made rows for the report tests: only what matters is said.
import type { Insertable } from 'kysely'
import type { Database } from '../../../src/db/index.js'
import { newId } from '../../../src/platform/new-id.js'

export const at = (time: string): Date => new Date(`2026-11-${time}Z`)
const customerId = newId()
const someone = { customer_id: customerId, part: 1 }

export const anEnrollment = (
  row: Partial<Insertable<Database['enrollments']>>,
): Insertable<Database['enrollments']> => ({
  ...someone,
  id: newId(),
  journey_id: 'cart-recovery',
  version: 1,
  key: newId(),
  status: 'completed',
  seq: 1,
  entered_at: at('10T12:00:00'),
  triggered_at: at('10T12:00:00'),
  source_id: 'shop',
  event_id: newId(),
  data: '{}',
  ...row,
})

export const aMessage = (
  row: Partial<Insertable<Database['messages']>>,
): Insertable<Database['messages']> => ({
  ...someone,
  id: newId(),
  enrollment_id: newId(),
  journey_id: 'cart-recovery',
  version: 1,
  step_id: 'remind',
  pass: 1,
  channel: 'email',
  template: 'cart-reminder',
  status: 'sent',
  created_at: at('10T12:00:00'),
  due_at: at('10T12:00:00'),
  wire_at: at('10T12:00:00'),
  ...row,
})

export const aConversion = (
  row: Partial<Insertable<Database['conversions']>>,
): Insertable<Database['conversions']> => ({
  ...someone,
  source_id: 'shop',
  event_id: newId(),
  message_id: newId(),
  enrollment_id: newId(),
  journey_id: 'cart-recovery',
  version: 1,
  step_id: 'remind',
  channel: 'email',
  occurred_at: at('10T12:00:00'),
  value: '10.00',
  currency: 'EUR',
  ...row,
})
