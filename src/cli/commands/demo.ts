// demo: three days of a small shop in a bit more than a minute, on real servers, and what came of it.
import { InvalidArgumentError } from 'commander'
import type { DemoResult } from '../../demo/demo-result.js'
import { type DemoProgress, type RunningDemo, runDemo } from '../../demo/run-demo.js'
import { readConfig } from '../../platform/config.js'
import { type AddCommand, counted, printJson } from '../command.js'
import { misuse, Problem } from '../problem.js'
import { table } from '../table.js'
import type { Terminal } from '../terminal.js'

interface DemoFlags {
  once?: true
  json?: true
  speed: number
  seed: number
}

export const addDemo: AddCommand = (program, terminal) => {
  program
    .command('demo')
    .description('see it work: replays three days of shoppers against a clock that runs faster')
    .option('--once', 'end when the result is there, instead of going on')
    .option('--json', 'with --once: the result as data, on the last line')
    .option('--speed <factor>', 'seconds in the demo per second', number(60, 36_000), 3_600)
    .option('--seed <number>', 'another seed, other shoppers', number(0, 4_294_967_295), 1)
    .action(async ({ once, json, speed, seed }: DemoFlags) => {
      if (json && !once) throw misuse('--json needs --once: without it the demo does not end by itself.')
      const config = readConfig()
      const stop = interrupted()
      await runDemo({
        seed,
        speed,
        ...config,
        say: terminal.say,
        onProgress: progressLine(terminal),
        signal: stop,
        onResult: async (result, running) => {
          terminal.endProgress()
          if (json) printJson(terminal, result)
          else printResult(terminal, result, running.currency)
          if (!once) await keepServing(terminal, running, stop)
        },
      })
      if (stop.aborted && once) throw new Problem('Stopped before the end.')
    })
}

const number =
  (low: number, high: number) =>
  (text: string): number => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
    if (value >= low && value <= high) return value
    throw new InvalidArgumentError(`It must be a whole number from ${low} to ${high}.`)
  }

/** The first Ctrl-C ends the demo cleanly, a second one at once. */
function interrupted(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      controller.abort()
      process.once(signal, () => process.exit(130))
    })
  }
  return controller.signal
}

/** A line that changes where a person looks; elsewhere, such as in the log of a build, a new line every ten seconds. */
function progressLine(terminal: Terminal): (progress: DemoProgress) => void {
  let next = 0
  return ({ now, done, accepted, totals }) => {
    const time = now.toISOString().slice(0, 16).replace('T', ' ')
    const line = `${String(Math.round(done * 100)).padStart(3)} %  ${time}  ${counted(accepted, 'event')}, ${counted(totals.enrollments, 'enrollment')}, ${totals.email} email, ${totals.sms} sms, ${counted(totals.conversions, 'conversion')}`
    if (terminal.watched) terminal.progress(line)
    else if (performance.now() >= next) {
      next = performance.now() + 10_000
      terminal.say(line)
    }
  }
}

function printResult(terminal: Terminal, result: DemoResult, currency: string): void {
  const { accepted, processed, enrollments, messages, conversions, journeys } = result
  terminal.out('')
  terminal.out(terminal.paint('bold', 'What happened in these three days'))
  terminal.out(`  ${counted(accepted, 'event')} accepted, ${processed.toLocaleString('en')} processed`)
  terminal.out(`  ${counted(enrollments, 'enrollment')}`)
  terminal.out(`  ${counted(messages.email, 'email')}, ${counted(messages.sms, 'text message')}`)
  terminal.out(`  ${counted(conversions, 'conversion')}`)
  terminal.out('')
  const right = ['entered', 'messages', 'conversions', `revenue ${currency}`]
  const columns = [{ title: 'journey' }, ...right.map(title => ({ title, align: 'right' as const }))]
  const rows = journeys.map(row => [
    row.id,
    String(row.entered),
    String(row.messages),
    String(row.conversions),
    row.revenue,
  ])
  for (const line of table(columns, rows)) terminal.out(line)
}

async function keepServing(terminal: Terminal, running: RunningDemo, stop: AbortSignal): Promise<void> {
  for (const line of whatToOpen(running)) terminal.out(line)
  await new Promise<void>(resolve => {
    if (stop.aborted) resolve()
    stop.addEventListener('abort', () => resolve())
  })
  terminal.say('Stopping …')
}

function whatToOpen({ url, inboxUrl, ingestKey, readKey, shopper }: RunningDemo): string[] {
  const event = {
    id: "try-'$(date +%s)'",
    type: 'product_added',
    occurredAt: `'$(curl -s ${inboxUrl}/now)'`,
    customer: { id: shopper.id, email: shopper.email },
    properties: {
      cart: {
        id: "try-'$(date +%s)'",
        value: '129.50',
        currency: 'EUR',
        itemCount: 1,
        items: [{ productId: 'trail-shoe', name: 'Trail shoe', quantity: 1, price: '129.50' }],
      },
    },
  }
  return [
    '',
    'It goes on running, an hour in a second. Ctrl-C ends it.',
    '',
    `  What the shoppers got   ${inboxUrl}`,
    `  Health                  ${url}/health/ready`,
    `  Metrics                 ${url}/metrics`,
    `  Conversion report       curl -H 'Authorization: Bearer ${readKey}' '${url}/v1/reports/conversions'`,
    '',
    'Put something into a cart, and see the mails of cart recovery arrive:',
    '',
    `curl -X POST ${url}/v1/events -H 'Authorization: Bearer ${ingestKey}' -H 'Content-Type: application/json' \\`,
    `  -d '${JSON.stringify(event)}'`,
    '',
  ]
}
