// Messages that fail, that nobody knows the fate of, or that are due and do not go out.
import type { AuditFinding } from '../../model/audit-finding.js'
import { percent, shown } from '../event-facts.js'
import { noPast, type Past } from '../past.js'
import type { ChannelFacts, MessageFacts, WaitingFacts } from './message-facts.js'

const failedShare = 0.05
const unknownShare = 0.01
const least = 20
const leastWaiting = 20
/** What was found is over only below so much of each bound. */
const softer = 0.5

export function fates({ channels, waiting }: MessageFacts, past: Past = noPast): AuditFinding[] {
  const factor = (code: string, channel: string): number => (past.isOpen(code, channel) ? softer : 1)
  const isTooMany = (code: string, channel: string, count: number, bound: number): boolean =>
    count >= least * factor(code, channel) && count > bound * factor(code, channel)
  return [
    ...channels.flatMap(facts => {
      const { channel } = facts
      const tried = facts.handedOver + facts.failed
      return [
        ...(isTooMany('messages_failed', channel, facts.failed, tried * failedShare)
          ? [failed(facts, tried)]
          : []),
        ...(isTooMany('messages_unknown', channel, facts.unknown, tried * unknownShare)
          ? [unknown(facts, tried)]
          : []),
      ]
    }),
    ...waiting
      .filter(({ channel, messages }) => messages >= leastWaiting * factor('messages_overdue', channel))
      .map(overdue),
  ]
}

const failed = ({ channel, failed }: ChannelFacts, tried: number): AuditFinding => ({
  code: 'messages_failed',
  subject: channel,
  severity: 'error',
  message: `${shown(failed)} messages by ${channel} failed since yesterday (${percent(failed / tried)}).`,
  advice:
    'See why with `triggerfish report health` and the list of messages; `triggerfish senders` says how senders are.',
  facts: { failed, tried },
})

const unknown = ({ channel, unknown }: ChannelFacts, tried: number): AuditFinding => ({
  code: 'messages_unknown',
  subject: channel,
  severity: 'warning',
  message: `Of ${shown(unknown)} messages by ${channel} since yesterday (${percent(unknown / tried)}) nobody knows whether the provider took them.`,
  advice:
    'They are never sent again. Processes that are killed while they send, or a provider that answers too late, cause it.',
  facts: { unknown, tried },
})

const overdue = ({ channel, messages }: WaitingFacts): AuditFinding => ({
  code: 'messages_overdue',
  subject: channel,
  severity: 'error',
  message: `${shown(messages)} messages by ${channel} have been due for more than an hour.`,
  advice:
    'Does a process with the role dispatch run, and is the channel set up? `triggerfish senders` says how senders are, and /metrics which of them is left alone.',
  facts: { messages },
})
