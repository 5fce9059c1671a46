// What an export has besides reports: rows as they are stored, without anything that leads to an address. Types only.
import type { ReportColumn } from '../report-kind.js'

export interface RawTable {
  /** Also of its file. */
  readonly name: 'enrollments' | 'messages' | 'orders' | 'credits' | 'outcomes' | 'shop-orders'
  readonly columns: readonly ReportColumn[]
}

const column =
  (kind: ReportColumn['kind']) =>
  (key: string): ReportColumn => ({ key, title: key, kind })
const text = column('text')
const variants = column('variants')
const yesNo = column('yes_no')
const count = column('count')
const number = column('number')
const money = column('money')
const time = column('time')

const pass = [text('enrollment'), text('customer'), text('journey'), count('version')]

export const rawTables: readonly RawTable[] = [
  {
    name: 'enrollments',
    columns: [
      ...pass,
      time('enteredAt'),
      time('endedAt'),
      text('status'),
      text('endedBy'),
      text('step'),
      text('heldBy'),
      variants('variants'),
      text('country'),
      text('segments'),
    ],
  },
  {
    name: 'messages',
    columns: [
      text('message'),
      ...pass,
      text('step'),
      text('channel'),
      text('category'),
      text('template'),
      text('status'),
      text('reason'),
      time('createdAt'),
      time('handedOverAt'),
      text('sender'),
      text('domain'),
      text('delivery'),
      time('deliveryAt'),
      yesNo('unsubscribed'),
      count('smsSegments'),
    ],
  },
  {
    name: 'orders',
    columns: [
      text('source'),
      text('event'),
      text('goal'),
      text('order'),
      time('at'),
      text('message'),
      ...pass,
      text('step'),
      text('channel'),
      time('enteredAt'),
      time('touchedAt'),
      text('currency'),
      money('value'),
      money('refunded'),
      yesNo('cancelled'),
      money('net'),
      text('country'),
      text('segments'),
      text('categories'),
    ],
  },
  {
    name: 'credits',
    columns: [
      text('source'),
      text('event'),
      text('goal'),
      text('message'),
      ...pass,
      text('step'),
      text('channel'),
      time('enteredAt'),
      time('touchedAt'),
      number('lastTouch'),
      number('firstTouch'),
      number('linear'),
      number('position'),
      number('decay'),
    ],
  },
  {
    name: 'outcomes',
    columns: [
      text('enrollment'),
      text('customer'),
      text('journey'),
      text('goal'),
      time('enteredAt'),
      count('conversions'),
      text('amounts'),
      time('firstAt'),
    ],
  },
  {
    name: 'shop-orders',
    columns: [
      text('source'),
      text('event'),
      text('customer'),
      text('order'),
      time('at'),
      text('currency'),
      money('value'),
      money('refunded'),
      yesNo('cancelled'),
      money('net'),
    ],
  },
]
