// Every way a hand-over by SMTP can go wrong, with what becomes of the message. docs/reference/senders.md shows this table.
import type { Script } from './misbehaving-smtp.js'

export interface SmtpFault {
  readonly fault: string
  readonly script: Script | 'no server' | 'unknown certificate'
  /** After the "?" of the address. */
  readonly query?: string
  readonly result: { readonly kind: 'retry' | 'give_up' | 'unknown' } & Readonly<Record<string, string>>
  /** Bodies that left, whatever became of them. */
  readonly bodies: 0 | 1
}

const retry = (about: 'sender' | 'message', reason: string) => ({ kind: 'retry', reason, about }) as const
const giveUp = (reason: string) => ({ kind: 'give_up', reason }) as const
const unknown = (reason: string) => ({ kind: 'unknown', reason }) as const

export const smtpFaults: readonly SmtpFault[] = [
  {
    fault: 'connection refused',
    script: 'no server',
    result: retry('sender', 'smtp econnrefused'),
    bodies: 0,
  },
  {
    fault: 'no STARTTLS',
    script: {},
    query: '?tls=required',
    result: retry('sender', 'smtp no starttls'),
    bodies: 0,
  },
  {
    fault: 'certificate nobody signed',
    script: 'unknown certificate',
    query: '?tls=required',
    result: retry('sender', 'smtp depth_zero_self_signed_cert'),
    bodies: 0,
  },
  {
    fault: 'time-out before the body',
    script: { data: 'hang' },
    result: retry('sender', 'smtp envelope_timeout'),
    bodies: 0,
  },
  {
    fault: 'cut before the body',
    script: { rcpt: 'close' },
    result: retry('sender', 'smtp econnection'),
    bodies: 0,
  },
  {
    fault: '421 at the greeting',
    script: { greeting: '421 busy' },
    result: retry('sender', 'smtp 421'),
    bodies: 0,
  },
  {
    fault: '421 to the recipient',
    script: { rcpt: '421 4.3.2 bye' },
    result: retry('sender', 'smtp rcpt 421 4.3.2'),
    bodies: 0,
  },
  {
    fault: '421 after the body',
    script: { dot: '421 4.3.0 bye' },
    result: retry('sender', 'smtp data 421 4.3.0'),
    bodies: 1,
  },
  {
    fault: '450 to the sender',
    script: { mail: '450 4.7.1 slow down' },
    result: retry('sender', 'smtp mail 450 4.7.1'),
    bodies: 0,
  },
  {
    fault: '450 to the recipient',
    script: { rcpt: '450 4.2.1 busy' },
    result: retry('message', 'smtp rcpt 450 4.2.1'),
    bodies: 0,
  },
  {
    fault: '450 after the body',
    script: { dot: '450 4.7.0 later' },
    result: retry('message', 'smtp data 450 4.7.0'),
    bodies: 1,
  },
  {
    fault: '530, not logged in',
    script: { mail: '530 5.7.0 log in' },
    result: retry('sender', 'smtp mail 530 5.7.0'),
    bodies: 0,
  },
  {
    fault: '550 to the sender',
    script: { mail: '550 5.7.1 not you' },
    result: giveUp('smtp mail 550 5.7.1'),
    bodies: 0,
  },
  {
    fault: '550 to the recipient',
    script: { rcpt: '550 5.1.1 unknown' },
    result: { ...giveUp('smtp rcpt 550 5.1.1'), suppress: 'hard_bounce' },
    bodies: 0,
  },
  {
    fault: '550 after the body',
    script: { dot: '550 5.7.1 spam' },
    result: giveUp('smtp data 550 5.7.1'),
    bodies: 1,
  },
  {
    fault: '500 after the body',
    script: { dot: '500 line too long' },
    result: giveUp('smtp data 500'),
    bodies: 1,
  },
  {
    fault: 'time-out after the body',
    script: { dot: 'hang' },
    result: unknown('smtp socket_timeout'),
    bodies: 1,
  },
  { fault: 'cut after the body', script: { dot: 'close' }, result: unknown('smtp econnection'), bodies: 1 },
  { fault: 'cut in mid-answer', script: { dot: 'half' }, result: unknown('smtp econnection'), bodies: 1 },
]
