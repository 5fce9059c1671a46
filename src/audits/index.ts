// The door of the audits: what somebody ought to look at before anybody blames the content.
export { type Area, areas, type Found, findAll } from './find-all.js'
export { openFindings, type Turn } from './finding-store.js'
export { type AuditRoutesOptions, auditRoutes } from './routes.js'
export { type AuditsOptions, auditRound, startAudits } from './start-audits.js'
