// A message as a small card in a corner of the page, in a shadow of its own, so that neither spoils the other. All of it is
// text; links and images lead to http and https only. It takes no focus, and Escape closes it.
import type { OnsiteMessage, Report } from './onsite.js'

const css = `:host{all:initial}
section{position:fixed;z-index:2147483000;right:1rem;bottom:1rem;left:auto;box-sizing:border-box;width:22rem;
max-width:calc(100vw - 2rem);max-height:calc(100vh - 2rem);overflow:auto;padding:1rem 3rem 1rem 1rem;border-radius:.75rem;
border:1px solid #0003;background:#fff;color:#1a1a1a;font:1rem/1.45 system-ui,sans-serif;box-shadow:0 .5rem 2rem #0004}
h2{margin:0 0 .25rem;font-size:1.0625rem}p{margin:0;white-space:pre-line;overflow-wrap:anywhere}
img{display:block;max-width:100%;margin:0 0 .75rem;border-radius:.5rem}
a{display:inline-block;margin-top:.75rem;padding:.6rem 1rem;border-radius:.5rem;background:#1a1a1a;color:#fff;text-decoration:none}
button{position:absolute;top:.25rem;right:.25rem;width:2.75rem;height:2.75rem;border:0;background:none;color:inherit;
font:1.5rem/1 system-ui,sans-serif;cursor:pointer}:focus-visible{outline:3px solid #2a6fdb;outline-offset:2px}
@media(prefers-color-scheme:dark){section{background:#222;color:#f2f2f2;border-color:#fff3}a{background:#f2f2f2;color:#1a1a1a}}
@media(prefers-reduced-motion:no-preference){section{animation:i .25s ease-out}@keyframes i{from{opacity:0;transform:translateY(1rem)}}}`

function webAddress(text: string | undefined): string | null {
  try {
    const { protocol, href } = new URL(text || '', location.href)
    return text && /^https?:$/.test(protocol) ? href : null
  } catch {
    return null
  }
}

function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, string>,
  text = '',
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name)
  for (const key of Object.keys(attributes)) made.setAttribute(key, attributes[key])
  made.textContent = text
  return made
}

/** A page whose policy forbids styles in elements takes them as a sheet. */
function dress(shadow: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    shadow.adoptedStyleSheets = [sheet]
  } catch {
    shadow.append(element('style', {}, css))
  }
}

/** `closeWord`: what the button for closing is called. */
export function showCard(message: OnsiteMessage, report: Report, done: () => void, closeWord: string): void {
  const { title, text, button, link, image } = message
  const host = element('triggerfish-card' as 'div', {})
  const shadow = host.attachShadow({ mode: 'open' })
  dress(shadow)
  const card = element('section', { role: 'dialog', 'aria-label': title || text || closeWord })
  const close = element('button', { type: 'button', 'aria-label': closeWord }, '×')
  const address = webAddress(link)
  const picture = webAddress(image)
  // Read out when it comes, without taking the focus from where it is.
  const words = element('div', { role: 'status' })
  if (picture) card.append(element('img', { src: picture, alt: '' }))
  card.append(words)
  const follow = address ? element('a', { href: address }, button || title || address) : null
  if (follow) card.append(follow)
  card.append(close)
  shadow.append(card)
  document.body.append(host)
  setTimeout(() => {
    if (title) words.append(element('h2', {}, title))
    if (text) words.append(element('p', {}, text))
  }, 50)
  const end = (what: 'clicked' | 'dismissed'): void => {
    removeEventListener('keydown', onKey)
    host.remove()
    report(what)
    done()
  }
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && !event.defaultPrevented) end('dismissed')
  }
  close.addEventListener('click', () => end('dismissed'))
  if (follow) follow.addEventListener('click', () => end('clicked'))
  addEventListener('keydown', onKey)
  report('shown')
}
