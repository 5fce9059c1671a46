// The door of rollups: what reports read, counted from what is stored, again and again.
export { markRollups, type RollupMark } from './mark-store.js'
