// What the pages of a confirmation say. Pure.
import type { Channel } from '../../model/channel.js'
import type { Page } from './page.js'

const again =
  'If you would like to hear from us, please sign up again: you will get a new message to confirm.'

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

export const outcomePages: Readonly<Record<Outcome, Page>> = {
  done: { title: 'Thank you, that is confirmed', text: ['You can close this page.'] },
  expired: { title: 'This link is no longer valid', text: ['It was good for 30 days.', again] },
  gone: { title: 'This link is no longer valid', text: ['What it was for is not kept any more.', again] },
  other_address: {
    title: 'This link is no longer valid',
    text: ['It was sent to an address that has been replaced by another since.', again],
  },
  used: { title: 'This link has been used before', text: ['You have unsubscribed since then.', again] },
  forged: {
    title: 'This link is not complete',
    text: ['Please open it from the message again, or copy it as a whole.'],
  },
  unavailable: {
    title: 'This did not work just now',
    text: ['Nothing has been changed. Please try again in a few minutes.'],
  },
}

const byChannel: Readonly<Record<Channel, string>> = { email: 'by email', sms: 'by SMS' }

/** `topic`: as the shop calls it. */
export const questionPage = (channel: Channel, topic: string | null): Page => ({
  title: 'Please confirm',
  text: [
    topic === null
      ? `We may write to you ${byChannel[channel]}?`
      : `You would like “${topic}” ${byChannel[channel]}?`,
    'You can unsubscribe at any time. If you did not ask for this, just close the page.',
  ],
  button: 'Yes, I confirm',
})
