// The door of feedback: what providers and links say of messages, and the pages behind links.

export { type PageOptions, pageRoutes } from './pages/routes.js'
export { type ProviderRoutesOptions, providerRoutes } from './providers/routes.js'
export { answerFacts } from './providers/twilio/answer-store.js'
export { type TwilioDoorOptions, twilioDoors, twilioStatusUrl } from './providers/twilio/doors.js'
export { createReportIntake, type ReportIntake } from './report-intake.js'
export { type Feedback, startFeedback } from './start-feedback.js'
