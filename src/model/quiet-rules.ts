// When the law wants silence: one row for each rule, with its source. Data only; `quiet-hours.ts` judges by it.
// Rules on phone calls alone are left out, and those that fall away with the consent every marketing message needs here
// (Utah § 13-25a-103). No legal advice: where sources differ, the stricter is kept. As of November 2026.
import type { HolidayCalendar } from './holidays.js'
import type { LocalWindow } from './local-window.js'

export interface QuietRule {
  readonly channels: readonly string[]
  /** ISO 3166-1; without, everywhere. */
  readonly countries?: readonly string[]
  /** ISO 3166-2 without its country; without, the whole country. A place whose region is unknown has none of these. */
  readonly regions?: readonly string[]
  /** Local times at which nothing may be sent. */
  readonly quiet: readonly LocalWindow[]
  /** Days on which nothing may be sent. */
  readonly holidays?: HolidayCalendar
  /** The law, or whose rule it is. */
  readonly source: string
}

const sms = ['sms'] as const
const us = ['US'] as const
/** Federal law calls the territories "United States" too (47 U.S.C. § 153), which ISO gives codes of their own. */
const usAndTerritories = ['US', 'PR', 'VI', 'GU', 'MP', 'AS'] as const
const franceAndDepartments = ['FR', 'GP', 'MQ', 'GF', 'RE', 'YT'] as const

const until8 = (from: string): LocalWindow => ({ between: [from, '08:00'] })
const sundays: LocalWindow = { on: ['sun'] }

export const quietRules: readonly QuietRule[] = [
  {
    channels: sms,
    countries: usAndTerritories,
    quiet: [until8('21:00')],
    source:
      'TCPA, 47 CFR § 64.1200(c)(1): no solicitation before 8 a.m. or after 9 p.m. where the customer is',
  },
  {
    channels: sms,
    countries: us,
    regions: ['FL'],
    quiet: [until8('20:00')],
    source: 'Florida Telemarketing Act, Fla. Stat. § 501.616(6): 8 a.m. to 8 p.m.',
  },
  {
    channels: sms,
    countries: us,
    regions: ['MD'],
    quiet: [until8('20:00')],
    source: 'Maryland Stop the Spam Calls Act of 2023, Com. Law § 14-4501 ff.: 8 a.m. to 8 p.m.',
  },
  {
    channels: sms,
    countries: us,
    regions: ['MA'],
    quiet: [until8('20:00')],
    source: 'Massachusetts, M.G.L. c. 159C § 3: 8 a.m. to 8 p.m.',
  },
  {
    channels: sms,
    countries: us,
    regions: ['OK'],
    quiet: [until8('20:00')],
    source: 'Oklahoma Telephone Solicitation Act of 2022, 15 O.S. § 775C.4: 8 a.m. to 8 p.m.',
  },
  {
    channels: sms,
    countries: us,
    regions: ['OR'],
    quiet: [until8('20:00')],
    source: 'Oregon HB 3865 of 2025, from 2026, texts included: 8 a.m. to 8 p.m.',
  },
  {
    channels: sms,
    countries: us,
    regions: ['WA'],
    quiet: [until8('20:00')],
    source: 'Washington, RCW 80.36.390: 8 a.m. to 8 p.m.',
  },
  {
    channels: sms,
    countries: us,
    regions: ['CT'],
    quiet: [{ between: ['20:00', '09:00'] }],
    source: 'Connecticut, Gen. Stat. § 42-288a as amended by Public Act 23-98: 9 a.m. to 8 p.m.',
  },
  {
    channels: sms,
    countries: us,
    regions: ['TX'],
    quiet: [{ between: ['21:00', '09:00'] }, { between: ['00:00', '12:00'], on: ['sun'] }],
    source: 'Texas, Bus. & Com. Code § 301.051 with SB 140 of 2025: 9 a.m. to 9 p.m., Sundays from noon',
  },
  {
    channels: sms,
    countries: us,
    regions: ['AL'],
    quiet: [until8('20:00'), sundays],
    source:
      'Alabama Telemarketing Act, Ala. Code ch. 8-19A, and Public Service Commission: 8 a.m. to 8 p.m., not on Sundays',
  },
  {
    channels: sms,
    countries: us,
    regions: ['LA'],
    quiet: [until8('20:00'), sundays],
    source:
      'Louisiana Public Service Commission, Do Not Call General Order: 8 a.m. to 8 p.m., not on Sundays',
  },
  {
    channels: sms,
    countries: us,
    regions: ['MS'],
    quiet: [until8('20:00'), sundays],
    source:
      'Mississippi Telephone Solicitation Act, Miss. Code § 77-3-701 ff.: 8 a.m. to 8 p.m., not on Sundays',
  },
  {
    channels: sms,
    countries: franceAndDepartments,
    quiet: [until8('20:00'), { between: ['08:00', '10:00'], on: ['sat'] }, sundays],
    holidays: 'france',
    source:
      'French operators (AF2M) for commercial SMS: 8 to 20 h, Saturdays from 10 h, not on Sundays and public holidays',
  },
]
