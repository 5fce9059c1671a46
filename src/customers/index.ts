// The door of customers.
export type { ConsentChange, ConsentRules } from './change-consent.js'
export { type CustomerChange, changeCustomer, type NewSuppression } from './change-customer.js'
export {
  addIdentities,
  blankCustomer,
  customersAfter,
  findCustomerId,
  findIdentities,
  identifiersOf,
  identitiesOf,
  insertConsentChanges,
  insertSuppressions,
  lockCustomers,
  saveCustomers,
} from './customer-store.js'
export {
  type ErasableEvent,
  findErased,
  lastErasure,
  nameHash,
  privacyKey,
} from './erased-store.js'
export { mergeCustomers } from './merge-customers.js'
export { type Identity, type Resolution, resolveCustomers } from './resolve-customers.js'
