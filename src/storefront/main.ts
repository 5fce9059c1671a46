// triggerfish.js: the script that a shop puts in its pages. The only file here that touches the browser; whatever happens
// in it, the page goes on.
import { showCard } from './card.js'
import { createOnsite, type Onsite, type OnsiteMessage } from './onsite.js'
import { createTracker, type Tracker } from './tracker.js'

type Command = [command: string, first?: unknown, second?: unknown]
interface Queued {
  (...command: Command): void
  q?: ArrayLike<Command>
  loaded?: boolean
}
const page = window as unknown as { triggerfish?: Queued }

const answerPatienceMs = 30_000
/** What browsers let a request carry that is to outlive its page. */
const keepaliveBytes = 60_000

const warn = (text: unknown): void => console.warn('triggerfish:', text)

/** Without query and fragment, which may hold an address or a token. */
const bare = (url: string): string => url.split(/[?#]/)[0]

function diskOf(): Storage | null {
  try {
    return window.localStorage
  } catch {
    return null
  }
}

function newId(): string {
  const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), byte =>
    (byte + 256).toString(16).slice(1),
  )
  return hex.join('').replace(/^(.{8})(.{4}).(.{3})(.{4})(.{12})$/, '$1-$2-4$3-$4-$5')
}

async function post(url: string, body: string): Promise<{ status: number; retryAfter: number }> {
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(), answerPatienceMs)
  try {
    const answer = await fetch(url, {
      method: 'POST',
      // Needs no question beforehand, as application/json would.
      headers: { 'content-type': 'text/plain' },
      body,
      credentials: 'omit',
      keepalive: new Blob([body]).size < keepaliveBytes,
      signal: abort.signal,
    })
    if (answer.status === 202) {
      const { rejected } = (await answer.json()) as { rejected: unknown[] }
      if (rejected.length) warn(JSON.stringify(rejected))
    }
    return { status: answer.status, retryAfter: Number(answer.headers.get('retry-after')) || 0 }
  } finally {
    clearTimeout(timer)
  }
}

async function fetchOnsite(url: string, key: string, anonymousId: string): Promise<OnsiteMessage[]> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: JSON.stringify({ key, anonymousId }),
    credentials: 'omit',
  })
  return answer.ok ? ((await answer.json()) as { messages: OnsiteMessage[] }).messages : []
}

function onsiteOf(script: HTMLScriptElement, tracker: Tracker): Onsite {
  const { key, onsite, close } = script.dataset
  const url = new URL('v1/script/onsite', script.src).href
  return createOnsite(
    {
      who: tracker.who,
      ask: anonymousId => fetchOnsite(url, key || '', anonymousId),
      track: (type, properties) => tracker.run('track', type, properties),
      show: (message, report, done) => showCard(message, report, done, close || 'Close'),
      visible: () => document.visibilityState === 'visible',
      now: () => Date.now(),
      later: (work, ms) => setTimeout(work, ms),
    },
    onsite === 'off',
  )
}

/** `posted`: what a page has told may have set something off. */
function start(script: HTMLScriptElement, posted: () => void): Tracker {
  const url = new URL('v1/script/events', script.src).href
  const { key, consent } = script.dataset
  if (!key) warn('the script tag needs a data-key')
  return createTracker({
    key: key || '',
    // What the shop takes for granted, a browser that says no in general does not.
    agreed: consent === 'given' && !(navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl,
    disk: diskOf(),
    newId,
    page: () => ({
      url: bare(location.href),
      path: location.pathname,
      title: document.title,
      referrer: bare(document.referrer),
    }),
    wire: {
      post: async body => {
        const answer = await post(url, body)
        if (answer.status === 202) posted()
        return answer
      },
      beacon: body => navigator.sendBeacon(url, body),
      now: () => Date.now(),
      chance: () => Math.random(),
      later: (work, ms) => setTimeout(work, ms),
      cancel: timer => clearTimeout(timer as number),
      warn,
    },
  })
}

function run(tracker: Tracker, onsite: Onsite, command: Command): void {
  try {
    if (command[0] === 'onsite') onsite.use(command[1])
    else tracker.run(...command)
  } catch (error) {
    warn(error)
  }
}

function load(): void {
  const script = document.currentScript
  const before = page.triggerfish
  if (!(script instanceof HTMLScriptElement) || before?.loaded) return
  // The queue is processed within a second or so.
  const tracker = start(script, () => onsite.soon(1_500))
  const onsite = onsiteOf(script, tracker)
  page.triggerfish = (...command) => run(tracker, onsite, command)
  page.triggerfish.loaded = true
  for (const command of Array.from(before?.q || [])) run(tracker, onsite, Array.from(command) as Command)
  onsite.soon(0)
  addEventListener('online', tracker.sender.retry)
  addEventListener('pagehide', tracker.sender.leave)
  document.addEventListener(
    'visibilitychange',
    () => document.visibilityState === 'hidden' && tracker.sender.leave(),
  )
}

load()
