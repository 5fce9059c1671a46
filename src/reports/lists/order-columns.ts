// The columns that lists of orders have in common: the order, which share of it is told of, and its last touch.
import type { ReportColumn } from '../report-kind.js'

export const orderColumns: readonly ReportColumn[] = [
  { key: 'at', title: 'at', kind: 'time' },
  { key: 'customer', title: 'customer', kind: 'text' },
  { key: 'order', title: 'order', kind: 'text' },
  { key: 'net', title: 'net', kind: 'money' },
  { key: 'currency', title: 'currency', kind: 'text' },
  { key: 'share', title: 'share', kind: 'number' },
  { key: 'credited', title: 'credited', kind: 'money' },
  { key: 'journey', title: 'last touch', kind: 'text' },
  { key: 'step', title: 'step', kind: 'text' },
]
