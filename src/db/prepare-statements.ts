// Lets PostgreSQL parse and plan a statement once per connection instead of once per batch: some ten percent of what the
// pipeline asks of it. Behind a PgBouncer in transaction mode this needs version 1.21 or newer; and a migration must not
// change the type of a column that a running program selects, because its prepared statements would fail.
import { sql } from 'kysely'
import type { PoolClient } from 'pg'

/** Far more than the program's own statements; what is put together anew each time must not fill the server's memory. */
const mostNames = 300

/** What `plannedEachTime` says. */
const mark = '/* planned each time */'
/**
 * At the beginning of a statement that is not prepared. A plan that is kept knows not how many days a report is asked for, and one
 * that is made for a week takes several times as long for a year.
 */
export const plannedEachTime = sql`/* planned each time */`

type Query = (...args: unknown[]) => unknown

/** The names are shared by all connections; each prepares a statement when it first meets it. */
export function statementPreparer(): (client: PoolClient) => void {
  const names = new Map<string, string>()
  const nameOf = (text: string): string | undefined => {
    const known = names.get(text)
    if (known !== undefined || names.size === mostNames) return known
    const name = `tf_${names.size}`
    names.set(text, name)
    return name
  }
  return client => {
    const query = client.query.bind(client) as Query
    const prepared: Query = (text, values, ...rest) => {
      const name =
        typeof text === 'string' && Array.isArray(values) && values.length > 0 && !text.startsWith(mark)
          ? nameOf(text)
          : undefined
      return name === undefined ? query(text, values, ...rest) : query({ name, text, values }, ...rest)
    }
    client.query = prepared as typeof client.query
  }
}
