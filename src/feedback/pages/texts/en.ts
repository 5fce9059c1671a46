// The pages in English.
import type { PageTexts } from './page-texts.js'

const by = { email: 'by email', sms: 'by SMS' } as const
const goneTitle = 'This link is no longer valid'
const newer = 'Please use the link in the newest message you got, or answer it.'

const again =
  'If you would like to hear from us, please sign up again: you will get a new message to confirm.'

export const english: PageTexts = {
  lang: 'en',
  unsubscribe: {
    title: topic => (topic === null ? 'Unsubscribe?' : `Unsubscribe from “${topic}”?`),
    what: (channel, topic) =>
      topic === null
        ? `You will get no more news and offers ${by[channel]}.`
        : `You will get no more “${topic}” ${by[channel]}.`,
    orders: 'What belongs to an order of yours still comes.',
    button: 'Unsubscribe',
    wholeChannel: { email: 'Unsubscribe from all emails', sms: 'Unsubscribe from all SMS' },
    toPreferences: 'Choose what you get instead',
  },
  unsubscribed: {
    title: 'You are unsubscribed',
    what: (channel, topic) =>
      topic === null
        ? `You get no more news and offers ${by[channel]}, as of now.`
        : `You get no more “${topic}” ${by[channel]}, as of now.`,
    toPreferences: 'Changed your mind, or want something else? Choose what you get',
  },
  preferences: {
    title: 'What would you like to get?',
    intro: 'What belongs to an order of yours comes in any case.',
    channels: { email: 'By email', sms: 'By SMS' },
    all: { email: 'News and offers by email', sms: 'News and offers by SMS' },
    open: { email: 'Write to me by email', sms: 'Write to me by SMS' },
    openHint: 'Without this, nothing below comes.',
    save: 'Save',
    stop: 'Unsubscribe from everything',
    saved: 'Saved. This counts as of now.',
    stopped: 'You are unsubscribed from everything, as of now.',
    closed: channel =>
      channel === 'email'
        ? 'To get something by email, please also tick “Write to me by email”.'
        : 'To get something by SMS, please also tick “Write to me by SMS”.',
    toConfirm: 'You will get a message to confirm what you have added.',
  },
  confirm: {
    title: 'Please confirm',
    question: (channel, topic) =>
      topic === null ? `We may write to you ${by[channel]}?` : `You would like “${topic}” ${by[channel]}?`,
    anyTime: 'You can unsubscribe at any time. If you did not ask for this, just close the page.',
    button: 'Yes, I confirm',
    done: { title: 'Thank you, that is confirmed', text: ['You can close this page.'] },
    faults: {
      expired: { title: goneTitle, text: ['It was good for 30 days.', again] },
      gone: { title: goneTitle, text: ['What it was for is not kept any more.', again] },
      other_address: {
        title: goneTitle,
        text: ['It was sent to an address that has been replaced by another since.', again],
      },
      used: { title: 'This link has been used before', text: ['You have unsubscribed since then.', again] },
    },
  },
  faults: {
    forged: {
      title: 'This link is not complete',
      text: ['Please open it from the message again, or copy it as a whole.'],
    },
    expired: { title: goneTitle, text: ['It was in a message of long ago.', newer] },
    gone: { title: goneTitle, text: ['What it was for is not kept any more: you get no messages by it.'] },
    other_address: {
      title: goneTitle,
      text: ['It was sent to an address that has been replaced by another since.', newer],
    },
    unavailable: {
      title: 'This did not work just now',
      text: ['Nothing has been changed. Please try again in a few minutes.'],
    },
  },
}
