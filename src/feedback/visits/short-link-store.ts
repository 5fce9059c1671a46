// SQL of short links: where the code of one leads to.
import { sql } from 'kysely'
import type { Db } from '../../db/tables.js'

export interface FoundLink {
  readonly messageId: string
  readonly url: string
}

export async function findShortLink(db: Db, code: string): Promise<FoundLink | null> {
  const { rows } = await sql<FoundLink>`
    select message_id as "messageId", url from short_links where code = ${code}`.execute(db)
  return rows[0] ?? null
}
