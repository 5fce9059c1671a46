// Where a customer is: by attributes, by number, and which zones that may be.
import { describe, expect, test } from 'vitest'
import { areaCodes, callingCodes } from '../../../src/model/calling-codes.js'
import type { JsonObject } from '../../../src/model/json.js'
import { isTimeZone } from '../../../src/model/local-time.js'
import { type Place, placeOf, zoneOf, zonesOf } from '../../../src/model/time-zones.js'
import { countryZones, regionZones } from '../../../src/model/zones-by-place.js'

const nowhere: Place = { country: null, region: null, zone: null }
const place = (attributes: JsonObject, phone: string | null = null): Place => placeOf(attributes, phone)

describe('the place of a customer', () => {
  test.each<[string, JsonObject, Partial<Place>]>([
    ['a zone', { timeZone: 'Europe/Lisbon' }, { zone: 'Europe/Lisbon' }],
    ['a country, in any case', { country: ' de ' }, { country: 'DE' }],
    ['a country and its region', { country: 'US', region: 'ca' }, { country: 'US', region: 'CA' }],
    ['a region with its country', { country: 'US', region: 'US-CA' }, { country: 'US', region: 'CA' }],
    ['a region that brings its country', { region: 'US-CA' }, { country: 'US', region: 'CA' }],
    ['a state', { country: 'AU', state: 'NSW' }, { country: 'AU', region: 'NSW' }],
    ['a province', { country: 'CA', province: 'QC' }, { country: 'CA', region: 'QC' }],
    [
      'a region of a country without a list',
      { country: 'DE', region: 'BY' },
      { country: 'DE', region: 'BY' },
    ],
  ])('reads %s', (_what, attributes, expected) => {
    expect(place(attributes)).toEqual({ ...nowhere, ...expected })
  })

  test.each<[string, JsonObject, Partial<Place>]>([
    ['a zone that is none', { timeZone: 'Berlin' }, {}],
    ['a zone that is no text', { timeZone: 1 }, {}],
    ['the name of a country', { country: 'Germany' }, {}],
    ['a code that is no country', { country: 'XX' }, {}],
    ['a region without a country', { region: 'CA' }, {}],
    ['the name of a region', { country: 'US', region: 'California' }, { country: 'US' }],
    ['a region of another country', { country: 'US', region: 'CA-ON' }, { country: 'US' }],
    ['a region the country does not have', { country: 'US', region: 'ON' }, { country: 'US' }],
    ['a country that is no text', { country: ['DE'], region: { code: 'BY' } }, {}],
  ])('does not guess from %s', (_what, attributes, expected) => {
    expect(place(attributes)).toEqual({ ...nowhere, ...expected })
  })
})

describe('the place a number tells', () => {
  test.each([
    ['+4915112345678', 'DE', null],
    ['+33612345678', 'FR', null],
    ['+358401234567', 'FI', null],
    ['+35818123456', 'AX', null],
    ['+447911123456', 'GG', null],
    ['+447400123456', 'GB', null],
    ['+390669812345', 'VA', null],
    ['+393123456789', 'IT', null],
    ['+79161234567', 'RU', null],
    ['+77011234567', 'KZ', null],
    ['+12125551234', 'US', 'NY'],
    ['+13055551234', 'US', 'FL'],
    ['+14165551234', 'CA', 'ON'],
    ['+16045551234', 'CA', 'BC'],
    ['+17875551234', 'PR', null],
    ['+18765551234', 'JM', null],
    ['+262269123456', 'YT', null],
    ['+59991234567', 'CW', null],
  ])('%s is at home in %s %s', (phone, country, region) => {
    expect(place({}, phone)).toEqual({ country, region, zone: null })
  })

  test.each([
    '+18005551234',
    '+15005551234',
    '+590690001234',
    '+8835100123456',
    '4915112345678',
    '+49x',
    '+',
    '',
  ])('%s tells nothing', phone => {
    expect(place({}, phone)).toEqual(nowhere)
  })

  test('gives way to what the attributes say', () => {
    expect(place({ country: 'FR' }, '+12125551234')).toEqual({ ...nowhere, country: 'FR' })
    expect(place({ country: 'US', region: 'CA' }, '+12125551234')).toMatchObject({ region: 'CA' })
    expect(place({ country: 'US', region: 'California' }, '+12125551234')).toMatchObject({ region: null })
  })

  test('adds what they leave open', () => {
    expect(place({ country: 'US' }, '+12125551234')).toEqual({ country: 'US', region: 'NY', zone: null })
    expect(place({ region: 'TX' }, '+12125551234')).toEqual({ country: 'US', region: 'TX', zone: null })
    expect(place({ timeZone: 'America/Denver' }, '+12125551234')).toEqual({
      country: 'US',
      region: 'NY',
      zone: 'America/Denver',
    })
  })
})

describe('the zone of a place', () => {
  test.each<[string, Partial<Place>, string]>([
    ['its own, before all else', { country: 'US', region: 'CA', zone: 'Asia/Tokyo' }, 'Asia/Tokyo'],
    ['that of the region', { country: 'US', region: 'CA' }, 'America/Los_Angeles'],
    ['the larger part of a divided region', { country: 'US', region: 'TN' }, 'America/Chicago'],
    ['the one most people of the country live in', { country: 'US' }, 'America/New_York'],
    ['the same in a country of islands', { country: 'NZ' }, 'Pacific/Auckland'],
    ['that of a small country', { country: 'DE', region: 'BY' }, 'Europe/Berlin'],
    ['the fallback where nothing is known', {}, 'Europe/Vienna'],
  ])('is %s', (_rule, parts, zone) => {
    expect(zoneOf({ ...nowhere, ...parts }, 'Europe/Vienna')).toBe(zone)
  })
})

describe('the zones a place may be in', () => {
  test('are all of the country when the region is unknown', () => {
    expect(zonesOf({ ...nowhere, country: 'US' }, 'UTC')).toEqual([
      'America/New_York',
      'America/Chicago',
      'America/Los_Angeles',
      'America/Denver',
      'America/Phoenix',
      'America/Anchorage',
      'Pacific/Honolulu',
      'America/Adak',
    ])
  })

  test('are those of the region when it is known', () => {
    expect(zonesOf({ ...nowhere, country: 'US', region: 'FL' }, 'UTC')).toEqual([
      'America/New_York',
      'America/Chicago',
    ])
  })

  test('is the one of the customer, or the fallback, alone', () => {
    expect(zonesOf({ country: 'US', region: 'FL', zone: 'America/Chicago' }, 'UTC')).toEqual([
      'America/Chicago',
    ])
    expect(zonesOf(nowhere, 'Europe/Vienna')).toEqual(['Europe/Vienna'])
  })
})

describe('the tables', () => {
  const countries = countryZones.split(';').map(row => row.trim().split(/\s+/))

  test('name nearly 250 countries once, each with zones that exist', () => {
    const codes = countries.map(([code]) => code)
    expect(codes.length).toBeGreaterThan(240)
    expect(new Set(codes).size).toBe(codes.length)
    for (const [code, ...zones] of countries) {
      expect(code).toMatch(/^[A-Z]{2}$/)
      expect(zones.length).toBeGreaterThan(0)
      expect(zones.filter(zone => !isTimeZone(zone))).toEqual([])
    }
  })

  test('name every region once, and put it in zones that its country has, or in a territory', () => {
    for (const [country, groups] of Object.entries(regionZones)) {
      const regions = Object.values(groups).flatMap(codes => codes.split(' '))
      expect(new Set(regions).size).toBe(regions.length)
      const zones = new Set(Object.keys(groups).flatMap(names => names.split(' ')))
      const known = countries.find(([code]) => code === country)!
      const territories = ['PR', 'VI', 'GU', 'MP', 'AS'].flatMap(
        code => countries.find(row => row[0] === code)!,
      )
      expect([...zones].filter(zone => !known.includes(zone) && !territories.includes(zone))).toEqual([])
    }
  })

  test('give each zone of a large country to some region', () => {
    for (const [country, groups] of Object.entries(regionZones)) {
      const [, ...zones] = countries.find(([code]) => code === country)!
      const given = Object.keys(groups).flatMap(names => names.split(' '))
      expect(zones.filter(zone => !given.includes(zone))).toEqual([])
    }
  })

  test('know each calling code and area code once, in countries and regions that exist', () => {
    const codes = callingCodes.split(';').map(row => row.trim().split(/\s+/))
    const areas = Object.values(areaCodes).flatMap(regions =>
      Object.values(regions).flatMap(list => list.split(' ')),
    )
    const digits = [...codes.map(([text]) => text), ...areas.map(area => `1${area}`)]
    expect(new Set(digits).size).toBe(digits.length)
    expect(codes.filter(([, country]) => !countries.some(([code]) => code === country))).toEqual([])
    for (const [country, regions] of Object.entries(areaCodes))
      for (const region of Object.keys(regions))
        expect(place({ country, region })).toMatchObject({ country, region })
  })
})
