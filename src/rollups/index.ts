// The door of rollups: what reports read, counted from what is stored, again and again.
export { countMarked } from './count-marked.js'
export { countedTo, marksThereNow, marksWaiting, type WaitingMarks } from './counted-to-queries.js'
export { keptSince } from './counting-store.js'
export {
  markCustomers,
  markRollups,
  marksOfMessages,
  markVariants,
  type RollupMark,
} from './mark-store.js'
export { countFirst, type Recounted, type RecountOptions, recountAll } from './recount-all.js'
export { startOfDay } from './recount-store.js'
export { type CountingOptions, startCounting } from './start-counting.js'
