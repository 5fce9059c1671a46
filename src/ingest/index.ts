// The door to ingest: the intake every event goes through, and its HTTP route.
export { createEventIntake, type EventIntake } from './event-intake.js'
export { type IngestOptions, ingestRoutes } from './routes.js'
