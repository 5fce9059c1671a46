// Which names lists can be filtered by: what was ever published, and what was counted under names that are no more.
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../db/tables.js'
import { ofJourney } from './part-queries.js'

const texts = async (db: Db, statement: RawBuilder<{ name: string }>): Promise<string[]> =>
  (await statement.execute(db)).rows.map(({ name }) => name)

const has = async (db: Db, statement: RawBuilder<unknown>): Promise<boolean> =>
  (await statement.execute(db)).rows.length > 0

/** Of all versions; null: of all journeys. */
export const stepsEver = (db: Db, journey: string | null): Promise<string[]> =>
  texts(
    db,
    sql`
      select distinct id #>> '{}' as name
      from journey_versions, jsonb_path_query(definition, 'strict $.journey.steps.** ? (exists(@.id)).id', '{}', true) as id
      where ${ofJourney(sql`journey_id`, journey)} order by name`,
  )

/** As "subject=B". */
export const variantsEver = (db: Db, journey: string | null): Promise<string[]> =>
  texts(
    db,
    sql`
      select distinct (step ->> 'id') || '=' || (variant ->> 'name') as name
      from journey_versions,
        jsonb_path_query(definition, 'strict $.journey.steps.** ? (exists(@.split))', '{}', true) as step,
        jsonb_array_elements(step -> 'split') as variant
      where ${ofJourney(sql`journey_id`, journey)} order by name`,
  )

/** Those that the settings want passes to be told apart by. */
export const segmentsNow = (db: Db): Promise<string[]> =>
  texts(db, sql`select jsonb_array_elements_text(settings #> '{reports,segments}') as name from workspace`)

export const brandsEver = (db: Db): Promise<string[]> =>
  texts(
    db,
    sql`
      select distinct definition #>> '{journey,brand}' as name from journey_versions
      where definition #>> '{journey,brand}' is not null order by name`,
  )

export const versionsEver = (db: Db, journey: string): Promise<string[]> =>
  texts(
    db,
    sql`select version::text as name from journey_versions where journey_id = ${journey} order by version`,
  )

/** Whether anything was counted under it. */
export const isStepCounted = (db: Db, step: string): Promise<boolean> =>
  has(
    db,
    sql`select from report_messages where step_id = ${step} union all
      select from report_holds where step_id = ${step} union all
      select from report_entries where dimension = 'waiting' and value = ${step} limit 1`,
  )

export const isGroupCounted = (db: Db, dimension: 'segment' | 'variant', value: string): Promise<boolean> =>
  has(
    db,
    sql`select from report_entries where dimension = ${dimension} and value = ${value} union all
      select from report_orders where dimension = ${dimension} and value = ${value} limit 1`,
  )
