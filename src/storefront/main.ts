// triggerfish.js: the script that a shop puts in its pages. The only file here that touches the browser; whatever happens
// in it, the page goes on.
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

function start(script: HTMLScriptElement): Tracker {
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
      post: body => post(url, body),
      beacon: body => navigator.sendBeacon(url, body),
      now: () => Date.now(),
      chance: () => Math.random(),
      later: (work, ms) => setTimeout(work, ms),
      cancel: timer => clearTimeout(timer as number),
      warn,
    },
  })
}

function run(tracker: Tracker, command: Command): void {
  try {
    tracker.run(...command)
  } catch (error) {
    warn(error)
  }
}

function load(): void {
  const script = document.currentScript
  const before = page.triggerfish
  if (!(script instanceof HTMLScriptElement) || before?.loaded) return
  const tracker = start(script)
  page.triggerfish = (...command) => run(tracker, command)
  page.triggerfish.loaded = true
  for (const command of Array.from(before?.q || [])) run(tracker, Array.from(command) as Command)
  addEventListener('online', tracker.sender.retry)
  addEventListener('pagehide', tracker.sender.leave)
  document.addEventListener(
    'visibilitychange',
    () => document.visibilityState === 'hidden' && tracker.sender.leave(),
  )
}

load()
