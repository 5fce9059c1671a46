// Sorts what went wrong with an email. The body is the line: before its first byte the message is surely not sent;
// after it only the server's own reply to the final dot tells.
import type { SendResult } from '../sender.js'

export interface SmtpFailure {
  readonly code?: string | undefined
  readonly responseCode?: number | undefined
  readonly response?: string | undefined
  /** The SMTP command the reply was to, as nodemailer names it. */
  readonly command?: string | undefined
  readonly timeoutType?: string | undefined
  /** What the system said, such as ECONNREFUSED, where nodemailer has put its own code over it. */
  readonly originalCode?: string | undefined
}

/** Replies about us (authentication, policy for clients), not about the message: worth repairing and trying again. */
const aboutUs = new Set([530, 534, 535, 538])
const noSuchMailbox = new Set([550, 551, 553])

/** The server has no STARTTLS, and without it nothing goes there: see `?tls=`. */
export const noStartTls = 'smtp no starttls'

export function classifySmtp(failure: SmtpFailure, bodyStarted: boolean): SendResult {
  if (bodyStarted && failure.code !== 'EMESSAGE') return { kind: 'unknown', reason: reasonFor(failure) }
  const reply = failure.responseCode
  if (reply === undefined || reply < 400 || reply > 599) {
    if (bodyStarted) return { kind: 'unknown', reason: reasonFor(failure) }
    return isOurFault(failure)
      ? { kind: 'give_up', reason: reasonFor(failure) }
      : { kind: 'retry', reason: reasonFor(failure), about: 'sender' }
  }
  const toTheMessage = failure.code === 'EENVELOPE' || failure.code === 'EMESSAGE'
  if (reply < 500 || !toTheMessage || aboutUs.has(reply))
    return { kind: 'retry', reason: reasonFor(failure), about: toTheMessage ? aboutOf(failure) : 'sender' }
  return meansDeadAddress(failure)
    ? { kind: 'give_up', reason: reasonFor(failure), suppress: 'hard_bounce' }
    : { kind: 'give_up', reason: reasonFor(failure) }
}

/** A server that leaves (421), or puts us off before it has heard of a recipient, does so with every message. */
const aboutOf = ({ responseCode = 0, command }: SmtpFailure): 'sender' | 'message' =>
  responseCode === 421 || aboutUs.has(responseCode) || command === 'MAIL FROM' ? 'sender' : 'message'

/** Refused by nodemailer before the server was asked: an address or a size that no attempt will change. */
const isOurFault = ({ code, command }: SmtpFailure): boolean =>
  (code === 'EENVELOPE' && command === 'API') || (code === 'EMESSAGE' && command === 'MAIL FROM')

/** A 550 with 5.7.x refuses the sender or the content; to suppress the address for that would be wrong. */
function meansDeadAddress(failure: SmtpFailure): boolean {
  if (failure.command !== 'RCPT TO' || !noSuchMailbox.has(failure.responseCode ?? 0)) return false
  const status = enhancedStatus(failure.response)
  return status === null || status.startsWith('5.1.') || status === '5.2.1'
}

const enhancedStatus = (response = ''): string | null =>
  /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})/.exec(response)?.[1] ?? null

/** Codes only: a server's text repeats the address. */
function reasonFor(failure: SmtpFailure): string {
  const { code, originalCode, responseCode, response, command, timeoutType } = failure
  if (code === 'ETLS' && command === 'STARTTLS' && responseCode) return noStartTls
  const where = command && command !== 'CONN' && command !== 'API' ? [command.split(' ')[0]] : []
  const what = responseCode
    ? [responseCode, enhancedStatus(response)]
    : [timeoutType ?? originalCode ?? code ?? 'failed']
  return ['smtp', ...where, ...what]
    .filter(part => part !== null)
    .join(' ')
    .toLowerCase()
}
