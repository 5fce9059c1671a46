// The door of customers.
export { type ConsentChange, changeCustomer, type NewSuppression } from './change-customer.js'
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
export { type Identity, type Resolution, resolveCustomers } from './resolve-customers.js'
