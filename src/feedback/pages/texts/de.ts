// The pages in German.
import type { PageTexts } from './page-texts.js'

const by = { email: 'per E-Mail', sms: 'per SMS' } as const
const goneTitle = 'Dieser Link gilt nicht mehr'
const newer = 'Bitte nehmen Sie den Link in der neuesten Nachricht, oder antworten Sie darauf.'

const again =
  'Wenn Sie von uns hören möchten, melden Sie sich bitte noch einmal an: Sie bekommen dann eine neue Nachricht zum Bestätigen.'

export const german: PageTexts = {
  lang: 'de',
  unsubscribe: {
    title: topic => (topic === null ? 'Abmelden?' : `„${topic}“ abbestellen?`),
    what: (channel, topic) =>
      topic === null
        ? `Sie bekommen dann keine Neuigkeiten und Angebote mehr ${by[channel]}.`
        : `Sie bekommen dann „${topic}“ nicht mehr ${by[channel]}.`,
    orders: 'Was zu einer Bestellung gehört, kommt weiterhin.',
    button: 'Abmelden',
    wholeChannel: { email: 'Von allen E-Mails abmelden', sms: 'Von allen SMS abmelden' },
    toPreferences: 'Lieber auswählen, was Sie bekommen',
  },
  unsubscribed: {
    title: 'Sie sind abgemeldet',
    what: (channel, topic) =>
      topic === null
        ? `Ab sofort bekommen Sie keine Neuigkeiten und Angebote mehr ${by[channel]}.`
        : `Ab sofort bekommen Sie „${topic}“ nicht mehr ${by[channel]}.`,
    toPreferences: 'Anders überlegt, oder lieber etwas anderes? Auswählen, was Sie bekommen',
  },
  preferences: {
    title: 'Was möchten Sie bekommen?',
    intro: 'Was zu einer Bestellung gehört, kommt in jedem Fall.',
    channels: { email: 'Per E-Mail', sms: 'Per SMS' },
    all: { email: 'Neuigkeiten und Angebote per E-Mail', sms: 'Neuigkeiten und Angebote per SMS' },
    open: { email: 'Schreiben Sie mir per E-Mail', sms: 'Schreiben Sie mir per SMS' },
    openHint: 'Ohne dies kommt nichts von dem, was darunter steht.',
    save: 'Speichern',
    stop: 'Von allem abmelden',
    saved: 'Gespeichert. Das gilt ab sofort.',
    stopped: 'Sie sind ab sofort von allem abgemeldet.',
    closed: channel =>
      channel === 'email'
        ? 'Um etwas per E-Mail zu bekommen, setzen Sie bitte auch den Haken bei „Schreiben Sie mir per E-Mail“.'
        : 'Um etwas per SMS zu bekommen, setzen Sie bitte auch den Haken bei „Schreiben Sie mir per SMS“.',
    toConfirm: 'Sie bekommen eine Nachricht, um zu bestätigen, was Sie hinzugefügt haben.',
  },
  confirm: {
    title: 'Bitte bestätigen',
    question: (channel, topic) =>
      topic === null
        ? `Dürfen wir Ihnen ${by[channel]} schreiben?`
        : `Möchten Sie „${topic}“ ${by[channel]} bekommen?`,
    anyTime:
      'Sie können sich jederzeit abmelden. Wenn Sie das nicht wollten, schließen Sie die Seite einfach.',
    button: 'Ja, ich bestätige',
    done: { title: 'Danke, das ist bestätigt', text: ['Sie können diese Seite schließen.'] },
    faults: {
      expired: { title: goneTitle, text: ['Er galt 30 Tage.', again] },
      gone: { title: goneTitle, text: ['Wofür er war, ist nicht mehr gespeichert.', again] },
      other_address: {
        title: goneTitle,
        text: ['Er ging an eine Adresse, die inzwischen durch eine andere ersetzt wurde.', again],
      },
      used: {
        title: 'Dieser Link wurde schon benutzt',
        text: ['Sie haben sich seitdem abgemeldet.', again],
      },
    },
  },
  faults: {
    forged: {
      title: 'Dieser Link ist nicht vollständig',
      text: ['Bitte öffnen Sie ihn noch einmal aus der Nachricht, oder kopieren Sie ihn als Ganzes.'],
    },
    expired: { title: goneTitle, text: ['Er stand in einer Nachricht, die lange her ist.', newer] },
    gone: {
      title: goneTitle,
      text: ['Wofür er war, ist nicht mehr gespeichert: Sie bekommen darüber keine Nachrichten.'],
    },
    other_address: {
      title: goneTitle,
      text: ['Er ging an eine Adresse, die inzwischen durch eine andere ersetzt wurde.', newer],
    },
    unavailable: {
      title: 'Das hat gerade nicht geklappt',
      text: ['Es wurde nichts geändert. Bitte versuchen Sie es in ein paar Minuten noch einmal.'],
    },
  },
}
