// The door of privacy: what is known of somebody, and how they are forgotten.
export { type EraseParts, type Erasure, eraseCustomer } from './erase.js'
