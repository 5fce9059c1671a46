// Texts per second of the processor that Liquid fills in, and whole mails per second put together of them: both without any server, in one process.
import { composeEmail } from '../src/dispatch/compose.js'
import { templateEngine } from '../src/dispatch/liquid.js'
import { asClaimed } from '../src/dispatch/preview.js'
import { readWorkspace } from '../src/journeys/workspace/index.js'
import type { JsonObject } from '../src/model/json.js'

export interface RenderFigures {
  readonly bytes: number
  readonly rendersPerSecond: number
  readonly mailsPerSecond: number
}

/** Long enough that what the compiler does at the beginning no longer counts. */
const warmUpMs = 1_000
const measuredMs = 4_000

const item = (n: number): JsonObject => ({
  productId: `sku-${n}`,
  name: `Trail shoe ${n}`,
  variant: '42 / blue',
  quantity: 1,
  price: '129.50',
  imageUrl: `https://shop.example/${n}.jpg`,
})
const cart: JsonObject = { id: 'c-1', value: '518.00', currency: 'EUR', items: [1, 2, 3, 4].map(item) }

/** The cart reminder of the example workspace, for one customer after the other. */
export async function benchRender(folder: string): Promise<RenderFigures> {
  const { workspace } = await readWorkspace(folder)
  const template = workspace?.templates.find(one => one.channel === 'email' && one.name === 'cart-reminder')
  const journey = workspace?.journeys.find(({ id }) => id === 'cart-recovery')
  if (!workspace || !template || !journey) throw new Error(`${folder} has no cart reminder`)
  const content = template.content as unknown as JsonObject
  const claimed = asClaimed({
    ...{ settings: workspace.settings, journey, stepId: 'remind', category: 'marketing' },
    template: { channel: 'email', name: template.name, content },
    customer: { email: 'ann@example.com', phone: null, attributes: { firstName: 'Ann', country: 'DE' } },
    ...{ data: { cart }, outputs: {}, now: new Date() },
  })
  const linked = {
    ...claimed,
    brand: { ...claimed.brand, links: { ...claimed.brand.links, clicks: true, opens: true } },
  }
  const engine = templateEngine('Europe/Berlin')
  const brand = {
    name: 'Fern & Field',
    url: 'https://shop.example',
    postalAddress: 'Waldweg 12',
    reason: 'You shop here.',
  }
  const reader = {
    locale: 'de',
    timeZone: 'Europe/Berlin',
    currency: 'EUR',
    shop: { url: brand.url, cartUrl: null },
  }
  const html = String(content.html)
  const render = (n: number) =>
    engine.render(
      'html',
      html,
      { brand, cart, customer: { firstName: `Ann ${n}` }, unsubscribeUrl: brand.url },
      reader,
    )
  const compose = (n: number) => {
    const made = composeEmail({
      ...linked,
      customer: { ...linked.customer, attributes: { firstName: `Ann ${n}` } },
    })
    if (!('message' in made)) throw new Error(JSON.stringify(made))
  }
  return {
    bytes: Buffer.byteLength(render(0)),
    rendersPerSecond: rateOf(render),
    mailsPerSecond: rateOf(compose),
  }
}

/** Per second of the processor, not of the clock: nothing here waits, and others may be using the machine. */
function rateOf(work: (n: number) => unknown): number {
  for (const end = performance.now() + warmUpMs; performance.now() < end; ) work(0)
  const [start, before] = [performance.now(), process.cpuUsage()]
  let done = 0
  while (performance.now() - start < measuredMs) work(done++)
  const { user, system } = process.cpuUsage(before)
  return (done * 1_000_000) / (user + system)
}

export function renderLines({ bytes, rendersPerSecond, mailsPerSecond }: RenderFigures): string[] {
  const row = (what: string, rate: number): string =>
    `${what.padEnd(58)}${Math.round(rate).toLocaleString('en').padStart(10)}/s`
  return [
    row(`Liquid: the cart reminder's HTML, ${(bytes / 1_000).toFixed(0)} kB`, rendersPerSecond),
    row('whole mails: subject, preheader, HTML, text, links, headers', mailsPerSecond),
  ]
}
