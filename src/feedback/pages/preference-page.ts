// The page of /u/TOKEN/preferences: a box for everything somebody may get, and what a form of it says. Pure.
import { type Channel, channels } from '../../model/channel.js'
import { type Html, html } from '../../platform/html.js'
import { formOf, hidden, type Page } from './page.js'
import { type Box, nameOf } from './preferences.js'
import type { Reader, Shop } from './subject-store.js'
import type { PageTexts } from './texts/index.js'

/** SMS where the shop writes any, or the customer has said something of them. */
export const channelsFor = ({ email, phone, consent }: Reader, { writesSms }: Shop): Channel[] =>
  channels.filter(channel =>
    channel === 'email' ? email !== null : phone !== null && (writesSms || consent.sms !== 'unknown'),
  )

export interface Choice {
  readonly boxes: readonly Box[]
  /** By `nameOf`. */
  readonly ticked: ReadonlySet<string>
  readonly topics: Shop['topics']
  /** What has just been done, or is still to be done, in sentences. */
  readonly said: readonly string[]
}

export function preferencePage({ boxes, ticked, topics, said }: Choice, texts: PageTexts): Page {
  const { title, intro, save, stop } = texts.preferences
  const groups = channels.filter(channel => boxes.some(box => box.channel === channel))
  const sets = groups.map(channel =>
    channelSet(
      boxes.filter(box => box.channel === channel),
      { ticked, topics, texts },
    ),
  )
  const shown = hidden('shown', [...ticked].join(' '))
  const buttons = html`<p><button type="submit">${save}</button></p><p><button type="submit" class="quiet" name="stop" value="all">${stop}</button></p>`
  return {
    lang: texts.lang,
    title,
    text: [intro],
    more: html`${said.map(line => html`<p class="said" role="status">${line}</p>`)}${formOf(shown, ...sets, buttons)}`,
  }
}

interface Drawing extends Pick<Choice, 'ticked' | 'topics'> {
  readonly texts: PageTexts
}

function channelSet(boxes: readonly Box[], { ticked, topics, texts }: Drawing): Html {
  const { channels: legends, all, open, openHint } = texts.preferences
  const { channel } = boxes[0]!
  const rows = boxes.map(box => {
    const isTicked = ticked.has(nameOf(box))
    if (box.topic !== null) return row(box, isTicked, topics[box.topic]!.name, topics[box.topic]!.description)
    return boxes.length === 1 ? row(box, isTicked, all[channel]) : row(box, isTicked, open[channel], openHint)
  })
  return html`<fieldset><legend>${legends[channel]}</legend>${rows}</fieldset>`
}

function row(box: Box, isTicked: boolean, label: string, hint?: string): Html {
  const state = isTicked ? html` checked` : html``
  const more = hint === undefined ? html`` : html`<small>${hint}</small>`
  const place = box.topic === null ? 'choice' : 'choice of'
  return html`<label class="${place}"><input type="checkbox" name="on" value="${nameOf(box)}"${state}><span>${label}${more}</span></label>`
}

export interface Chosen {
  readonly shown: ReadonlySet<string>
  readonly ticked: ReadonlySet<string>
  /** Nothing by any channel any more. */
  readonly stop: boolean
}

/** null: not a form of this page. */
export function chosenIn(form: URLSearchParams): Chosen | null {
  const shown = form.get('shown')
  if (shown === null) return null
  return {
    shown: new Set(shown.split(' ')),
    ticked: new Set(form.getAll('on')),
    stop: form.get('stop') === 'all',
  }
}
