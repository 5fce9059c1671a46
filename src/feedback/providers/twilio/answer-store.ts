// SQL of what is answered to an SMS: the words of the settings, and the customer's language.
import { sql } from 'kysely'
import type { Db } from '../../../db/tables.js'
import type { Settings } from '../../../journeys/definition/settings-schema.js'

export interface AnswerFacts {
  readonly replies: NonNullable<Settings['sms']>['replies'] | null
  /** The customer's attribute, whatever it is. */
  readonly locale: unknown
  /** The language of the workspace. */
  readonly fallback: string
}

/** One round trip; of a number nobody is known by, the language of the workspace counts. */
export async function answerFacts(db: Db, phone: string): Promise<AnswerFacts> {
  const { rows } = await sql<AnswerFacts>`
    select w.settings -> 'sms' -> 'replies' as replies, coalesce(w.settings ->> 'locale', 'en') as fallback,
      (select c.attributes -> 'locale' from identities i join customers c on c.id = i.customer_id
       where i.kind = 'phone' and i.value = ${phone}) as locale
    from workspace w`.execute(db)
  return rows[0] ?? { replies: null, locale: null, fallback: 'en' }
}
