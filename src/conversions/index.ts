// The door of conversions.
export { type ConversionRow, insertConversions } from './conversion-store.js'
export { markForCredit } from './mark-store.js'
