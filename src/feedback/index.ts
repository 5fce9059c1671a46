// The door of feedback: what providers and links say of messages, and the pages behind links.

export { type PageOptions, pageRoutes } from './pages/routes.js'
export { type UnsubscribeOptions, unsubscribeRoutes } from './pages/unsubscribe-routes.js'
export { postmarkDoor } from './providers/postmark/index.js'
export { providerRoutes } from './providers/routes.js'
export { sendgridDoor } from './providers/sendgrid/index.js'
export { sesDoor } from './providers/ses/index.js'
export { answerFacts } from './providers/twilio/answer-store.js'
export { twilioDoors } from './providers/twilio/doors.js'
export { twilioStatusUrl } from './providers/twilio/status-url.js'
export { createReportIntake, type ReportIntake } from './report-intake.js'
export { type Feedback, startFeedback } from './start-feedback.js'
