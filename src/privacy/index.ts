// The door of privacy: what is known of somebody, and how they are forgotten.
export { type EraseParts, type Erasure, eraseCustomer } from './erase.js'
export { exportCustomer } from './export.js'
export { type PrivacyRoutesOptions, privacyRoutes } from './routes.js'
export { showCustomer } from './show-customer.js'
