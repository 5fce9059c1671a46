// The door of customers.
export type { ConsentChange, ConsentRules, ConsentWord } from './change-consent.js'
export { type CustomerChange, changeCustomer, type SuppressionChange } from './change-customer.js'
export { addIdentities, addLinks, countNameChanges, pinNames, saveClaims } from './claim-store.js'
export {
  blankCustomer,
  customersAfter,
  findCustomerId,
  identifiersOf,
  insertConsentChanges,
  lockCustomers,
  saveCustomers,
} from './customer-store.js'
export { divideCustomer, type Words } from './divide-customer.js'
export {
  type ErasableEvent,
  erasedAtOf,
  findErased,
  lastErasure,
  nameHash,
  orderHash,
  privacyKey,
} from './erased-store.js'
export { type Identity, type Name, nameId, nameKey, namesBelow, namesOf } from './identity.js'
export {
  changedSince,
  type FoundNames,
  findNames,
  latestAddresses,
  namesHeld,
  namesOfCustomers,
} from './identity-store.js'
export {
  addSuppressions,
  findSuppression,
  liftSuppression,
  listSuppressions,
  type Suppression,
  type SuppressionQuery,
} from './manual-suppression-store.js'
export { mergeCustomers } from './merge-customers.js'
export { type Move, NamesMissing } from './name-graph.js'
export { type Identifying, type Resolution, resolveCustomers, type Stage } from './resolve-customers.js'
export { changeSuppressions } from './suppression-store.js'
