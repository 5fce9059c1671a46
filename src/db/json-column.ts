// jsonb as TypeScript sees it.
import type { ColumnType } from 'kysely'

/** Read as a value, written as JSON text, because `pg` would turn an array into a Postgres array. */
export type Json<T> = ColumnType<T, string, string>
