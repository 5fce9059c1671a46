// The door of dispatch.
export { type AudiencesOptions, startAudiences, type TellingAudiences } from './audiences/start-audiences.js'
export { type CallOutcome, type Calls, type CallsOptions, startCalls } from './calls/start-calls.js'
export {
  type DisabledEndpoint,
  disabledEndpoints,
  enableEndpoint,
} from './disabled-endpoint-store.js'
export type { Outcome } from './hand-over.js'
export { type LinkedWorkspace, type WorkspaceLink, workspaceLinks } from './links/workspace-links.js'
export type { NamedSender } from './named-sender.js'
export { onsiteApi } from './onsite/api.js'
export { type Onsite, type OnsiteOptions, onsiteRoutes } from './onsite/routes.js'
export { type ChainOptions, chainSenders, type PacingMetrics } from './pacing/chain-senders.js'
export { type Preview, type PreviewQuestion, previewMessage } from './preview.js'
export type {
  EmailAddress,
  MarkOnWire,
  OutgoingEmail,
  OutgoingSms,
  Sender,
  Senders,
  SendResult,
} from './sender.js'
export { type SmtpOptions, smtpSender } from './senders/smtp-sender.js'
export { type TwilioOptions, twilioSender } from './senders/twilio-sender.js'
export { checkSendersFile } from './senders-file.js'
export { type NamedSenders, type SendersConfig, sendersFrom, twilioAuthTokens } from './senders-from.js'
export {
  type Dispatch,
  type DispatchMetrics,
  type DispatchOptions,
  startDispatch,
} from './start-dispatch.js'
export type { Swept } from './sweep.js'
