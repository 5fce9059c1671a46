// The door to PostgreSQL. Knows connections, transactions and migrations, and no rule of the product.

export { attempt } from './attempt.js'
export { type ClockSetting, now, readClock, setClock } from './clock.js'
export { type Connection, type ConnectOptions, connect } from './connect.js'
export { isDatabaseAway, RetryTransaction } from './errors.js'
export { exclusively } from './exclusive.js'
export { migrate, migrateToLatest, SchemaIsNewer } from './migrate.js'
export type { Database } from './tables.js'
export { inTransaction } from './transaction.js'
