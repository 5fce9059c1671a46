import { describe, expect, it } from 'vitest'
import { listsBehind } from '../../../src/reports/conversions/conversion-lists.js'
import type { ConversionRequest, Grouping } from '../../../src/reports/conversions/conversion-parameters.js'

const request = (by: Grouping, rest: Partial<ConversionRequest> = {}): ConversionRequest => ({
  from: '2026-10-15',
  to: '2026-11-20',
  journey: null,
  parameters: { by, model: 'linear', goal: 'primary', basis: 'order', convert: 'yes' },
  ...rest,
})
const filters = (address: string) => Object.fromEntries(new URL(address, 'http://x').searchParams)
const behind = (by: Grouping, id: string | null) => filters(listsBehind(request(by), id).conversions ?? '')

describe('the lists behind a row of conversions', () => {
  it('ask for the row, by the model of the report', () => {
    expect(behind('message', 'cart/remind')).toEqual({
      from: '2026-10-15',
      to: '2026-11-20',
      journey: 'cart',
      step: 'remind',
      goal: 'primary',
      basis: 'order',
      model: 'linear',
    })
    expect(behind('variant', 'cart/subject=B')).toMatchObject({ journey: 'cart', variant: 'subject=B' })
    expect(behind('version', 'cart/3')).toMatchObject({ journey: 'cart', version: '3' })
    expect(behind('country', '')).toMatchObject({ country: '' })
    expect(behind('journey', null)).not.toHaveProperty('journey')
  })

  it.each([
    ['day', '2026-11-01', '2026-11-01', '2026-11-02'],
    ['month', '2026-11', '2026-11-01', '2026-11-20'],
    ['month', '2026-10', '2026-10-15', '2026-11-01'],
    ['week', '2026-W45', '2026-11-02', '2026-11-09'],
    ['week', '2026-W42', '2026-10-15', '2026-10-19'],
  ] as const)('of a %s such as %s have its days, as far as the report has them', (by, id, from, to) => {
    expect(behind(by, id)).toMatchObject({ from, to })
  })

  it('know the weeks at the turn of a year', () => {
    const year = request('week', { from: '2020-01-01', to: '2030-01-01' })
    const week = (id: string) => filters(listsBehind(year, id).conversions ?? '').from
    expect([week('2020-W01'), week('2020-W53'), week('2021-W01')]).toEqual([
      '2020-01-01',
      '2020-12-28',
      '2021-01-04',
    ])
  })

  it('of the shop ask for its orders of these days, whoever earned them', () => {
    const shop = (by: Grouping, id: string) => filters(listsBehind(request(by), id).shop ?? '')
    expect(shop('journey', 'cart')).toEqual({ from: '2026-10-15', to: '2026-11-20' })
    expect(shop('day', '2026-11-01')).toEqual({ from: '2026-11-01', to: '2026-11-02' })
  })

  it('keep the journey that was asked for', () => {
    const { entered = '', cancelled = '' } = listsBehind(request('channel', { journey: 'cart' }), null)
    expect(filters(entered)).toMatchObject({ journey: 'cart' })
    expect(filters(cancelled)).toMatchObject({ journey: 'cart', cancelled: 'yes', model: 'last_touch' })
  })

  it('are not there for figures that a row does not have', () => {
    expect(Object.keys(listsBehind(request('category'), 'shoes'))).toEqual([
      'conversions',
      'lastTouch',
      'influenced',
      'cancelled',
      'shop',
    ])
    const ofChannel = listsBehind(request('channel'), 'email')
    expect(ofChannel).not.toHaveProperty('entered')
    expect(ofChannel).not.toHaveProperty('immature')
    const byEntry = { ...request('journey').parameters, basis: 'entry' } as const
    expect(listsBehind(request('journey', { parameters: byEntry }), 'cart')).not.toHaveProperty('shop')
  })
})
