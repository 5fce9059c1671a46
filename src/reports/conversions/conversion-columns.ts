// The columns of the report of conversions. Tables for people have those by which one decides; files have all of them.
import type { ReportColumn } from '../report-kind.js'
import type { Grouping, Model } from './conversion-parameters.js'

const titles = {
  last_touch: 'last touch',
  first_touch: 'first touch',
  linear: 'linear',
  position: 'position',
  decay: 'decay',
  influenced: 'influenced',
} as const

export const columnsBy = (by: Grouping, model: Model, currency: string): readonly ReportColumn[] => [
  { key: 'id', title: by, kind: 'text', csv: by },
  { key: 'entered', title: 'entered', kind: 'count' },
  { key: 'messages', title: 'messages', kind: 'count' },
  { key: 'conversions', title: titles[model], kind: 'number' },
  { key: 'revenue', title: `revenue ${currency}`, kind: 'money' },
  { key: 'share', title: 'of orders', kind: 'share' },
  { key: 'revenueShare', title: 'of revenue', kind: 'share', inTable: 'if_wide' },
  { key: 'currency', title: 'currency', kind: 'text', inTable: false },
  { key: 'otherRevenue', title: 'other currencies', kind: 'text' },
  { key: 'lastTouch.conversions', title: 'last touch', kind: 'count', inTable: model !== 'last_touch' },
  {
    key: 'lastTouch.revenue',
    title: `last touch ${currency}`,
    kind: 'money',
    inTable: model !== 'last_touch',
  },
  { key: 'lastTouch.share', title: 'of orders', kind: 'share', inTable: model !== 'last_touch' },
  { key: 'lastTouch.revenueShare', title: 'of revenue', kind: 'share', inTable: false },
  { key: 'influenced.conversions', title: 'influenced', kind: 'count', inTable: model !== 'influenced' },
  {
    key: 'influenced.revenue',
    title: `influenced ${currency}`,
    kind: 'money',
    inTable: model !== 'influenced',
  },
  {
    key: 'influenced.share',
    title: 'of orders',
    kind: 'share',
    inTable: model === 'influenced' ? false : 'if_wide',
  },
  { key: 'influenced.revenueShare', title: 'of revenue', kind: 'share', inTable: false },
  { key: 'incremental.conversions', title: 'incremental', kind: 'number' },
  { key: 'incremental.low', title: 'from', kind: 'number', inTable: false },
  { key: 'incremental.high', title: 'to', kind: 'number', inTable: false },
  // People look every day.
  { key: 'incremental.anytimeLow', title: 'from', kind: 'number' },
  { key: 'incremental.anytimeHigh', title: 'to', kind: 'number' },
  { key: 'incremental.revenue', title: `incremental ${currency}`, kind: 'money' },
  { key: 'incremental.revenueLow', title: 'from', kind: 'money', inTable: false },
  { key: 'incremental.revenueHigh', title: 'to', kind: 'money', inTable: false },
  { key: 'overClaim.conversions', title: 'too many', kind: 'number', inTable: false },
  { key: 'overClaim.share', title: 'too many', kind: 'share' },
  { key: 'overClaim.revenue', title: `too much ${currency}`, kind: 'money', inTable: false },
  { key: 'overClaim.revenueShare', title: 'too much', kind: 'share', inTable: false },
  { key: 'refunded', title: 'refunded', kind: 'money', inTable: 'if_wide' },
  { key: 'cancelled', title: 'cancelled', kind: 'count', inTable: 'if_wide' },
  { key: 'immature', title: 'immature', kind: 'count', inTable: false },
  { key: 'shop.orders', title: 'shop orders', kind: 'count', inTable: false },
  { key: 'shop.revenue', title: `shop revenue ${currency}`, kind: 'money', inTable: false },
]
