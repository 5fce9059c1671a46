// The door to ingest: the intakes everything goes through, their HTTP routes, and the worker for webhooks.
export { ingestApi } from './api.js'
export { createEventIntake, type EventIntake } from './event-intake.js'
export type { Posted } from './posted-events.js'
export { ingestRoutes } from './routes.js'
export { scriptApi } from './script/api.js'
export { type ScriptOptions, scriptRoutes } from './script/routes.js'
export { webhooksApi } from './webhooks/api.js'
export type { CountWebhooks, WebhookOutcome } from './webhooks/door-accept.js'
export { createWebhookIntake, type WebhookIntake } from './webhooks/door-intake.js'
export {
  type FailedWebhook,
  listFailedWebhooks,
  replayFailedWebhooks,
  setWebhooksAside,
} from './webhooks/failed-webhook-store.js'
export { webhookRoutes } from './webhooks/routes.js'
export { type SegmentRoutesOptions, segmentRoutes } from './webhooks/segment/routes.js'
export { startWebhooks, type Webhooks } from './webhooks/start-webhooks.js'
export { type PrivacyWish, type StockLevel, WebhookFault } from './webhooks/webhook.js'
