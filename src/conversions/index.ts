// The door of conversions.
export { type ConversionRow, insertConversions } from './conversion-store.js'
