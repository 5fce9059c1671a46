// A phone number as people type it, with its country: read where there is one way to read it, else not at all.
import { expect, test } from 'vitest'
import { phoneIn } from '../../../../src/ingest/webhooks/phone-in.js'

test.each([
  ['+49 151 1234 5678', undefined, '+4915112345678'],
  ['+44 (0)20 7946 0018', 'GB', '+442079460018'],
  ['0044 20 7946 0018', undefined, '+442079460018'],
  ['0151/12345678', 'DE', '+4915112345678'],
  ['020 7946 0018', 'GB', '+442079460018'],
  ['(503) 555-0123', 'US', '+15035550123'],
  ['1-503-555-0123', 'US', '+15035550123'],
  ['416.555.0123', 'CA', '+14165550123'],
  ['612 345 678', 'ES', '+34612345678'],
  ['12 34 56 78', 'DK', '+4512345678'],
])('%s in %s is %s', (typed, country, phone) => expect(phoneIn(typed, country)).toBe(phone))

test.each([
  ['a national number of no known country', '0151 12345678', undefined],
  ['a number that may have its country in front', '4915112345678', 'DE'],
  ['a country whose numbers nobody here reads', '3331234567', 'IT'],
  ['a digit too few', '61 234 567', 'ES'],
  ['too short', '+4912', 'DE'],
  ['too long', '+4912345678901234567', 'DE'],
  ['words', 'call me', 'DE'],
  ['an extension', '020 7946 0018 ext 5', 'GB'],
  ['nothing', '', 'DE'],
])('%s is none', (_, typed, country) => expect(phoneIn(typed, country)).toBeUndefined())
