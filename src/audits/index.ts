// The door of the audits: what somebody ought to look at before anybody blames the content.
export { findAll } from './find-all.js'
export { openFindings, type Turn } from './finding-store.js'
export { type Area, areas, type Found } from './found.js'
export { type AskedLink, askLink } from './links/ask-link.js'
export { type AskingLinks, askLinks, type FindLinks } from './links/ask-links.js'
export { type RefusalNotes, startRefusalNotes } from './refused/refusal-notes.js'
export { type AuditRoutesOptions, auditRoutes } from './routes.js'
export { type AuditsOptions, auditRound, startAudits } from './start-audits.js'
