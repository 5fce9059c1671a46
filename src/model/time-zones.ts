// Where a customer is, as far as attributes and phone number tell, and which zones' clocks apply there. Guesses nothing:
// names of countries and regions are not read, only codes.
import { areaCodes, callingCodes } from './calling-codes.js'
import type { JsonObject, JsonValue } from './json.js'
import { isTimeZone } from './local-time.js'
import { countryZones, regionZones } from './zones-by-place.js'

export interface Place {
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country: string | null
  /** The part of ISO 3166-2 after the hyphen, such as `"CA"`; never without a country. */
  readonly region: string | null
  readonly zone: string | null
}

const rowsOf = (table: string): string[][] => table.split(';').map(row => row.trim().split(/\s+/))

const zonesByCountry: ReadonlyMap<string, readonly string[]> = new Map(
  rowsOf(countryZones).map(([country = '', ...zones]) => [country, zones]),
)
const zonesByRegion: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(regionZones).flatMap(([country, groups]) =>
    Object.entries(groups).flatMap(([zones, regions]) =>
      regions.split(' ').map(region => [`${country}-${region}`, zones.split(' ')] as const),
    ),
  ),
)
const countryByDigits: ReadonlyMap<string, string> = new Map(
  rowsOf(callingCodes).map(([digits = '', country = '']) => [digits, country]),
)
const regionByAreaCode: ReadonlyMap<string, readonly [country: string, region: string]> = new Map(
  Object.entries(areaCodes).flatMap(([country, regions]) =>
    Object.entries(regions).flatMap(([region, codes]) =>
      codes.split(' ').map(code => [code, [country, region]] as const),
    ),
  ),
)

/**
 * Reads `timeZone`, `country` and `region` (or `state`, or `province`, as countries call it) of a customer's attributes.
 * A region may carry its country (`"US-CA"`). What the attributes do not say, an E.164 number tells: the country, and
 * in North America the region, unless the attributes name another country, or a region in words nobody here reads.
 */
export function placeOf(attributes: JsonObject, phone: string | null): Place {
  const { timeZone } = attributes
  const zone = typeof timeZone === 'string' && isTimeZone(timeZone) ? timeZone : null
  const named = attributes.region ?? attributes.state ?? attributes.province ?? null
  const byPhone = phone === null ? nowhere : homeOf(phone)
  const country = countryIn(attributes.country) ?? countryIn(prefixOf(named)) ?? byPhone.country
  if (named !== null) return { country, region: country && regionIn(named, country), zone }
  return { country, region: country === byPhone.country ? byPhone.region : null, zone }
}

/** The customer's own zone, else that of the region, else the one most people of the country live in, else `fallback`. */
export const zoneOf = (place: Place, fallback: string): string => zonesOf(place, fallback)[0] ?? fallback

/** Every zone the place may be in, the likeliest first; never empty. One that is known, or `fallback`, stands alone. */
export function zonesOf(place: Place, fallback: string): readonly string[] {
  const { country, region, zone } = place
  if (zone !== null) return [zone]
  if (country === null) return [fallback]
  return zonesByRegion.get(`${country}-${region}`) ?? zonesByCountry.get(country) ?? [fallback]
}

type Home = Pick<Place, 'country' | 'region'>
const nowhere: Home = { country: null, region: null }
const longestCode = 7

function homeOf(phone: string): Home {
  const digits = phone.slice(1)
  if (phone[0] !== '+' || !/^\d+$/.test(digits)) return nowhere
  const [country, region] = (digits[0] === '1' && regionByAreaCode.get(digits.slice(1, 4))) || []
  if (country && region) return { country, region }
  for (let length = longestCode; length > 0; length--) {
    const found = countryByDigits.get(digits.slice(0, length))
    if (found) return { country: found, region: null }
  }
  return nowhere
}

function countryIn(value: JsonValue | undefined): string | null {
  if (typeof value !== 'string') return null
  const code = value.trim().toUpperCase()
  return zonesByCountry.has(code) ? code : null
}

const prefixOf = (region: JsonValue): JsonValue =>
  typeof region === 'string' && region.includes('-') ? region.slice(0, region.indexOf('-')) : null

/** A code of that country; where the list of its regions is known, one of them. */
function regionIn(value: JsonValue, country: string): string | null {
  if (typeof value !== 'string') return null
  const text = value.trim().toUpperCase()
  const code = text.startsWith(`${country}-`) ? text.slice(country.length + 1) : text
  if (country in regionZones) return zonesByRegion.has(`${country}-${code}`) ? code : null
  return /^[A-Z0-9]{1,3}$/.test(code) ? code : null
}
