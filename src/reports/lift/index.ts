// The door of lift: the report, and the incremental view for reports that show it beside others.
export { claims } from './claims-list.js'
export { entrants } from './entrants-list.js'
export { type IncrementalAsked, type IncrementalView, incrementalOf } from './incremental-view.js'
export { lift } from './lift.js'
export { revenueNotes } from './lift-notes.js'
