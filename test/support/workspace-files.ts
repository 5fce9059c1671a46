// A small workspace without any fault, in memory; a test changes the file its rule is about.
import type { WorkspaceFile } from '../../src/journeys/definition/finding.js'

type Json = Record<string, unknown>

export const aSettings = (changes: Json = {}): Json => ({
  brand: { name: 'Fern & Field', url: 'https://shop.example', postalAddress: 'Waldweg 12, Berlin' },
  senders: { email: { from: 'hello@shop.example', name: 'Fern & Field' } },
  currency: 'EUR',
  ...changes,
})

export const aJourney = (changes: Json = {}): Json => ({
  id: 'welcome',
  name: 'Welcome',
  trigger: { event: 'product_added' },
  exit: [{ on: 'order_completed', as: 'converted' }],
  goal: { event: 'order_completed', within: '3d' },
  steps: [{ id: 'hello', send: 'email', template: 'hello' }],
  ...changes,
})

/** A body within an email that has what every email needs. */
export const anEmail = ({
  title = 'Hello',
  body = '<mj-section><mj-column><mj-text>Hi</mj-text></mj-column></mj-section>',
} = {}): string =>
  `<mjml><mj-head><mj-title>${title}</mj-title><mj-preview>Look</mj-preview><mj-style>:root { color-scheme: light dark; }</mj-style></mj-head><mj-body>\n${body}\n${footer}</mj-body></mjml>`

const footer =
  '<mj-section><mj-column><mj-text><a href="{{ unsubscribeUrl }}">Stop</a> {{ brand.reason }} {{ brand.postalAddress }}</mj-text></mj-column></mj-section>'

/** The files of a good workspace, some replaced, added or (null) taken away. Objects are written as JSON. */
export function aWorkspace(changes: Readonly<Record<string, string | Json | null>> = {}): WorkspaceFile[] {
  const files: Record<string, string | Json | null> = {
    'settings.json': aSettings(),
    'welcome.journey.json': aJourney(),
    'templates/hello.mjml': anEmail(),
    ...changes,
  }
  return Object.entries(files).flatMap(([path, content]) =>
    content === null
      ? []
      : [{ path, text: typeof content === 'string' ? content : JSON.stringify(content, null, 2) }],
  )
}
