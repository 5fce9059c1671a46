// The door of conversions: who earned what, counted over and over again from what is known.
export { countNow } from './count-now.js'
export { type Conversion, type Credit, creditsOf } from './credit.js'
export { type CreditOptions, creditAll, creditMarked } from './credit-job.js'
export { earns } from './earns.js'
export type * from './ledger.js'
export { markForCredit } from './mark-store.js'
export { outcomesOf, type PassOutcome } from './outcome.js'
export { visitOf } from './visit.js'
