// The review as headings, tables and lists of plain text, for Markdown and HTML to write each in its own way. Pure.
import { addDays } from '../calendar-day.js'
import { share } from '../lift/words.js'
import type { JourneyReview, Review } from './review.js'

export type Part =
  | { readonly heading: string }
  | { readonly text: string }
  | { readonly items: readonly string[] }
  | { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }

export const titleOf = ({ week, shop }: Pick<Review, 'week' | 'shop'>): string =>
  `Review of week ${week}${shop === '' ? '' : `, ${shop}`}`

export function partsOf(review: Review): Part[] {
  const { from, to, journeys, findings, decided, notes, currency } = review
  const stop = journeys.filter(one => one.stop !== null)
  const again = journeys.filter(one => one.unreviewedSince !== null)
  return [
    { text: `${from} to ${addDays(to, -1)}. ${summaryOf(review)}` },
    ...section(
      'To stop',
      stop.map(one => `${named(one)}: ${one.stop}.`),
    ),
    ...section('Not reviewed for 90 days', again.map(sayUnreviewed)),
    ...section(
      'What changed',
      journeys.flatMap(one => one.changed.map(change => `${named(one)}: ${change}`)),
    ),
    { heading: 'Journeys' },
    ...(journeys.length === 0
      ? [{ text: 'No journey is published.' }]
      : [
          {
            text: 'Conversions and revenue are those of last touch. In brackets: a usual week, the mean of up to four before.',
          },
          tableOf(journeys, currency),
        ]),
    ...section(
      'Against those held out, over 30 days whose windows are over',
      journeys.map(one => `${named(one)}: ${one.effect}`),
    ),
    ...section(
      'Experiments decided',
      decided.map(
        one =>
          `${one.journey}, ${one.experiment}: ${one.variant}, by ${one.by === 'rule' ? 'its rule' : 'hand'} on ${one.at}`,
      ),
    ),
    ...section(
      'To look at',
      findings.map(one => `${one.message} ${one.advice} (${one.severity}, since ${one.since})`),
    ),
    ...section('To read the figures right', notes),
  ]
}

const section = (heading: string, items: readonly string[]): Part[] =>
  items.length === 0 ? [] : [{ heading }, { items }]

const named = ({ id, name }: JourneyReview): string => `${name} (${id})`

const sayUnreviewed = (journey: JourneyReview): string =>
  `${named(journey)}: ${journey.unreviewedSince === 'never' ? 'never reviewed' : `last reviewed on ${journey.unreviewedSince}`}. Decide whether it goes on, and write the day as "reviewed" into its file.`

function summaryOf({ journeys, findings }: Review): string {
  const stop = journeys.filter(one => one.stop !== null).length
  const changed = journeys.filter(one => one.changed.length > 0).length
  const errors = findings.filter(({ severity }) => severity === 'error').length
  return `${count(journeys.length, 'journey')}; ${changed} changed, ${stop} to stop, ${count(findings.length, 'finding')} open${errors > 0 ? `, of them ${count(errors, 'error')}` : ''}.`
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`

const tableOf = (journeys: readonly JourneyReview[], currency: string): Part => ({
  head: ['journey', 'entered', 'messages', 'conversions', `revenue ${currency}`, 'complaints'],
  rows: journeys.map(({ name, figures, usual }) => [
    name,
    beside(figures.entered, usual?.entered),
    beside(figures.messages, usual?.messages),
    beside(figures.conversions, usual?.conversions),
    figures.revenue.toFixed(2),
    figures.complaints === null ? '–' : share(figures.complaints),
  ]),
})

/** The usual in brackets. */
const beside = (now: number, usual: number | undefined): string =>
  `${shown(now)}${usual === undefined ? '' : ` (${shown(usual)})`}`
const shown = (number: number): string => Math.round(number).toLocaleString('en')
