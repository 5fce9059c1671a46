// What a command gets to work with: the database and Redis of the settings, or the private ones of the data folder,
// joined where `npm start` has them running and started where it has not.
import { type Connection, connect, migrate } from '../db/index.js'
import type { Db } from '../db/tables.js'
import type { Config } from '../platform/config.js'
import { ensureServers } from '../platform/private-servers/index.js'
import { type Broker, connectBroker } from '../platform/queue/index.js'
import type { Terminal } from './terminal.js'

export interface Opened {
  readonly db: Db
  readonly databaseUrl: string
  /** Connected at the first call. */
  broker(): Broker
}

/** Opens, works, and closes whatever was opened, also when the work fails. */
export async function withServers<T>(
  config: Config,
  terminal: Terminal,
  work: (opened: Opened) => Promise<T>,
): Promise<T> {
  const servers = await ensureServers({ ...config, say: terminal.say })
  let connection: Connection | undefined
  let broker: Broker | undefined
  try {
    // A private database is this program's to bring up to date; one that was given is changed by `start` and `migrate`.
    if (config.databaseUrl === undefined) await migrate(servers.databaseUrl)
    connection = connect(servers.databaseUrl, { max: 3, applicationName: 'triggerfish cli' })
    return await work({
      db: connection.db,
      databaseUrl: servers.databaseUrl,
      broker: () => {
        broker ??= connectBroker({
          redisUrl: servers.redisUrl,
          minReplicas: config.redisMinReplicas,
          // What a command asked for fails by itself; a connection that is being re-established is no news.
          onError: () => {},
        })
        return broker
      },
    })
  } finally {
    await broker?.close()
    await connection?.close()
    await servers.stop()
  }
}
