// The two doors of Twilio: what became of our SMS, and what people answer. Both are genuine or refused before they are read.
import type { Clock } from '../../../platform/clock.js'
import { nothingRead, notUnderstood, type ProviderDoor, type ReadReports } from '../door.js'
import { type AnswerFactsOf, answerTo, silence } from './answer.js'
import { inboundIn, inboundReport } from './inbound-report.js'
import { saidBy, twilioGuard } from './signature.js'
import { statusReport } from './status-report.js'
import { twilioPath } from './status-url.js'

export interface TwilioDoorOptions {
  /** Of every account that sends for us; none: Twilio is not set up. */
  readonly authTokens: readonly string[]
  /** How others see this server; without a slash at the end. */
  readonly publicUrl: string
  /** The product's clock: Twilio says no times, and an answer must be younger than the consent it takes back. */
  readonly clock: Clock
  readonly answerFactsOf: AnswerFactsOf
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export function twilioDoors(options: TwilioDoorOptions): readonly ProviderDoor[] {
  const { authTokens, publicUrl, clock, answerFactsOf } = options
  const common = {
    provider: 'twilio',
    guard: authTokens.length === 0 ? null : twilioGuard({ authTokens, publicUrl }),
    whatToDo: 'set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN to those of your account',
  }
  const times = () => ({ occurredAt: clock.now().toISOString(), receivedAt: clock.now().toISOString() })
  return [
    {
      ...common,
      path: `${twilioPath}/status/:messageId`,
      read: arrival => {
        const messageId = arrival.params.messageId?.toLowerCase() ?? ''
        if (!uuid.test(messageId)) throw notUnderstood('The path does not end with the id of a message.')
        return one(statusReport(saidBy(arrival), messageId, times()))
      },
      answer: async () => xml(silence),
    },
    {
      ...common,
      path: `${twilioPath}/inbound`,
      read: arrival => {
        const inbound = inboundIn(saidBy(arrival))
        return one(inbound && inboundReport(inbound, times()))
      },
      answer: async arrival => {
        const inbound = inboundIn(saidBy(arrival))
        return xml(inbound ? await answerTo(inbound, answerFactsOf) : silence)
      },
    },
  ]
}

const xml = (body: string) => ({ type: 'text/xml', body })

const one = (report: ReadReports['reports'][number] | null): ReadReports =>
  report ? { ...nothingRead, reports: [report] } : { ...nothingRead, ignored: 1 }
