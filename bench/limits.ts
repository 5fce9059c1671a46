// The limits, measured beside the product in the same run: what PostgreSQL takes when the same events are merely
// inserted, and what BullMQ moves when jobs do nothing.
import { once } from 'node:events'
import { Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { sql } from 'kysely'
import { connect } from '../src/db/index.js'
import type { PostedEvent } from '../src/demo/generate.js'
import { concurrently, inBatches } from './events.js'

const batchSize = 500

/** Inserts the events, in the same batches and over as many connections, into a table like the product's own. */
export async function plainInserts(databaseUrl: string, events: readonly PostedEvent[]): Promise<number> {
  const { db, close } = connect(databaseUrl)
  await sql`drop table if exists plain_events`.execute(db)
  await sql`create table plain_events (source_id text not null, id text not null, customer_id text, type text not null,
    occurred_at timestamptz not null, received_at timestamptz not null, properties jsonb not null,
    primary key (source_id, id))`.execute(db)
  await sql`create index on plain_events (customer_id, type, occurred_at)`.execute(db)
  const started = performance.now()
  await concurrently(inBatches(events, batchSize), 4, async batch => {
    const rows = batch.map(({ id, type, occurredAt, customer, properties }) => ({
      id,
      type,
      occurredAt,
      customer: customer.id ?? customer.email ?? customer.anonymousId,
      properties,
    }))
    await sql`insert into plain_events
      select 'bench', id, customer, type, "occurredAt", "occurredAt", properties
      from json_to_recordset(${JSON.stringify(rows)}::json) as x(id text, type text, "occurredAt" timestamptz,
        customer text, properties jsonb)`.execute(db)
  })
  const seconds = (performance.now() - started) / 1000
  await sql`drop table plain_events`.execute(db)
  await close()
  return events.length / seconds
}

/** Adds one job per event, in bulk, and lets workers take them and do nothing. */
export async function plainJobs(redisUrl: string, events: readonly PostedEvent[]): Promise<number> {
  const connection = new Redis(redisUrl, { maxRetriesPerRequest: null })
  const queue = new Queue('plain', { connection, prefix: '{plain}' })
  const started = performance.now()
  let done = 0
  const worker = new Worker('plain', async () => void done++, {
    connection,
    prefix: '{plain}',
    concurrency: 100,
  })
  await concurrently(inBatches(events, batchSize), 2, batch =>
    queue.addBulk(batch.map(event => ({ name: 'event', data: event, opts: { removeOnComplete: true } }))),
  )
  while (done < events.length) await once(worker, 'completed')
  const seconds = (performance.now() - started) / 1000
  await worker.close()
  await queue.obliterate({ force: true })
  await queue.close()
  await connection.quit()
  return events.length / seconds
}
