// The door of health.
export { health } from './health.js'
export { fewest } from './judge-rates.js'
export { type ReportedDeliveries, reportedDeliveries } from './reported-deliveries.js'
