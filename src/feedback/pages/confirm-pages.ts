// What the pages of a confirmation say. Pure.
import type { Channel } from '../../model/channel.js'
import type { Page } from './page.js'
import type { PageTexts } from './texts/index.js'

export type Outcome = 'expired' | 'forged' | 'gone' | 'other_address' | 'used' | 'unavailable' | 'done'

export const statusOf: Readonly<Record<Outcome, number>> = {
  done: 200,
  expired: 410,
  gone: 410,
  used: 410,
  other_address: 410,
  forged: 404,
  unavailable: 503,
}

export function outcomePage(outcome: Outcome, { lang, confirm, faults }: PageTexts): Page {
  if (outcome === 'done') return { lang, ...confirm.done }
  if (outcome === 'forged' || outcome === 'unavailable') return { lang, ...faults[outcome] }
  return { lang, ...confirm.faults[outcome] }
}

/** `topic`: as the shop calls it. */
export const questionPage = (channel: Channel, topic: string | null, { lang, confirm }: PageTexts): Page => ({
  lang,
  title: confirm.title,
  text: [confirm.question(channel, topic), confirm.anyTime],
  button: confirm.button,
})
