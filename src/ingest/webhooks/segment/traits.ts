// Segment's traits as attributes of our customers. Pure. Names and addresses a customer is known by are names-of.ts's.

import { isObject, type JsonObject, type JsonValue } from '../../../model/json.js'
import { isTimeZone } from '../../../model/local-time.js'
import { textFrom } from '../../names/index.js'
import { timeFrom } from './true-time.js'

/** Those of an identify call; of any other, what its library knows of the user. */
export function traitsOf({ traits, context }: JsonObject): JsonObject {
  const known = isObject(context) && isObject(context.traits) ? context.traits : {}
  return { ...known, ...(isObject(traits) && traits) }
}

/** Our attribute: what Segment and its users call it. */
const attributeNames: Readonly<Record<string, readonly string[]>> = {
  firstName: ['firstName', 'first_name', 'firstname'],
  lastName: ['lastName', 'last_name', 'lastname'],
  language: ['language', 'locale'],
  timeZone: ['timeZone', 'timezone', 'time_zone'],
  createdAt: ['createdAt', 'created_at'],
}
const placeNames: Readonly<Record<string, readonly string[]>> = {
  country: ['country', 'countryCode', 'country_code'],
  region: ['state', 'region', 'province'],
  city: ['city'],
  postalCode: ['postalCode', 'postal_code', 'zip'],
}
/** Whom it is about, not what is known of them. */
const names = ['email', 'phone', 'id', 'userId', 'anonymousId']
const taken: ReadonlySet<string> = new Set([
  ...names,
  ...[...Object.values(attributeNames), ...Object.values(placeNames)].flat(),
])

export function attributesOf(message: JsonObject): JsonObject {
  const traits = traitsOf(message)
  const context = isObject(message.context) ? message.context : {}
  const address = isObject(traits.address) ? traits.address : {}
  const { timeZone, createdAt, ...ours } = pick(attributeNames, traits)
  const { country, ...place } = { ...pick(placeNames, traits), ...pick(placeNames, address) }
  const zone = [timeZone, context.timezone].find(zone => typeof zone === 'string' && isTimeZone(zone))
  const created = timeFrom(createdAt)
  return {
    ...Object.fromEntries(Object.entries(traits).filter(([name]) => !taken.has(name))),
    ...pick({ language: ['locale'] }, context),
    ...ours,
    ...place,
    ...(country !== undefined && { country: countryCode(country) ?? country }),
    ...(zone !== undefined && { timeZone: zone }),
    ...(createdAt !== undefined && {
      createdAt: created === undefined ? createdAt : new Date(created).toISOString(),
    }),
  }
}

/** The code of the country the traits name, for reading phone numbers. */
export function countryOf(traits: JsonObject): string | undefined {
  const address = isObject(traits.address) ? traits.address : {}
  return countryCode(pick(placeNames, address).country ?? pick(placeNames, traits).country)
}

function countryCode(value: JsonValue | undefined): string | undefined {
  const text = textFrom(value)
  return text && /^[a-z]{2}$/i.test(text) ? text.toUpperCase() : undefined
}

function pick(table: Readonly<Record<string, readonly string[]>>, from: JsonObject): JsonObject {
  const found = Object.entries(table).flatMap(([ours, theirs]): [string, JsonValue][] => {
    const name = theirs.find(name => Object.hasOwn(from, name) && from[name] !== null && from[name] !== '')
    const value = name === undefined ? undefined : from[name]
    return value === undefined ? [] : [[ours, value]]
  })
  return Object.fromEntries(found)
}
