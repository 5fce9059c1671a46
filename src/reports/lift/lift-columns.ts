// The columns of the lift report. Tables for people have those by which one decides; files have all of them.
import type { ColumnKind, ReportColumn } from '../report-kind.js'

export function liftColumns(
  of: string,
  by: 'journey' | 'version',
  currency: string,
): readonly ReportColumn[] {
  const held = of === 'holdout' || of === 'global'
  const [treated, control] = held ? ['treated', 'held out'] : ['variant', 'control']
  const what = by === 'version' ? 'version' : held ? 'journey' : 'variant'
  return [
    { key: 'id', title: what, kind: 'text', csv: what },
    column('treated.entrants', `entered, ${treated}`, 'count', true),
    column('treated.converted', `converted, ${treated}`, 'count'),
    column('treated.rate', treated, 'share', true),
    column('control.entrants', `entered, ${control}`, 'count', true),
    column('control.converted', `converted, ${control}`, 'count'),
    column('control.rate', control, 'share', true),
    column('difference.estimate', 'difference', 'share', true),
    column('difference.low', 'at least', 'share'),
    column('difference.high', 'at most', 'share'),
    column('anytime.low', 'at least, whenever one looks', 'share'),
    column('anytime.high', 'at most, whenever one looks', 'share'),
    column('relative.estimate', 'relative', 'share', true),
    column('relative.low', 'relative, at least', 'share'),
    column('relative.high', 'relative, at most', 'share'),
    ...money('perEntrant', `${currency} an entrant more`, true),
    ...money('winsorized', `${currency} an entrant more, capped`),
    ...money('bootstrap', `${currency} an entrant more, bootstrap`),
    column('incremental.conversions', 'extra', 'number', true),
    column('incremental.low', 'extra, at least, by one look', 'number'),
    column('incremental.high', 'extra, at most, by one look', 'number'),
    // By these something is called more or fewer; the other ones would contradict it.
    column('incremental.anytimeLow', 'extra, at least', 'number', true),
    column('incremental.anytimeHigh', 'extra, at most', 'number', true),
    column('incremental.revenue', `extra ${currency}`, 'money', true),
    column('incremental.revenueLow', `extra ${currency}, at least`, 'money'),
    column('incremental.revenueHigh', `extra ${currency}, at most`, 'money'),
    ...(held
      ? [
          column('lastTouch.conversions', 'last touch', 'number', true),
          column('lastTouch.revenue', `last touch ${currency}`, 'money'),
          column('overClaim.conversions', 'too many', 'number'),
          column('overClaim.share', 'too many', 'share', true),
          column('overClaim.revenue', `too much ${currency}`, 'money'),
          column('overClaim.revenueShare', 'too much', 'share'),
        ]
      : []),
    column('detectable', 'would show', 'share'),
    column('daysMore', 'days more', 'count'),
    column('sampleRatio.p', 'p of the sizes', 'number'),
    column('immature', 'still open', 'count'),
    column('verdict', 'verdict', 'text', true),
    column('why', 'why', 'text'),
  ]
}

const column = (key: string, title: string, kind: ColumnKind, inTable = false): ReportColumn => ({
  key,
  title,
  kind,
  inTable,
})

const money = (key: string, title: string, inTable = false): ReportColumn[] => [
  column(`${key}.estimate`, title, 'money', inTable),
  column(`${key}.low`, `${title}, at least`, 'money'),
  column(`${key}.high`, `${title}, at most`, 'money'),
]
