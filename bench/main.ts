// `npm run bench`: the engine alone, its conditions beside two others, events per second through the whole pipeline, and
// in the same run the limits they are held against; how soon webhooks are answered, also without PostgreSQL. `--part engine`, `pipeline` or `webhooks`
// runs one of them; `--part feed`, which is not among all, brings in a feed of as many products as `--events` says; `--part reports`,
// which is not either, asks for all reports of a shop with as many messages as `--messages` says, a tenth of them conversions, and for the
// first pages of the lists behind them; `--keep` names a folder in which that shop stays, to be asked again; `--part statistics`,
// the third, simulates as many experiments as `--experiments` says and shows what the intervals of reports are worth; `--part slow-down`,
// the last, takes in events beside an earlier build, the folder of which `--against` names.
// DATABASE_URL and REDIS_URL name other servers than private ones; they must be empty ones, made for it.
// Machines are noisy: the limits are measured before and after, and only ratios of one run are worth quoting.
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureServers } from '../src/platform/private-servers/index.js'
import { benchDecisions, decisionLines } from './decisions.js'
import { benchDispatch, dispatchLines } from './dispatch.js'
import { makeEvents } from './events.js'
import { benchFeed, feedLine } from './feed.js'
import { plainInserts, plainJobs } from './limits.js'
import { warmUp, wholePipeline } from './pipeline.js'
import { benchRender, renderLines } from './render.js'
import { benchReports, reportsLines } from './reports.js'
import { benchRules, ruleLines } from './rules.js'
import { benchSlowDown, slowDownLines } from './slow-down.js'
import { benchStatistics } from './statistics/main.js'
import { benchWebhooks, webhookLines } from './webhooks.js'

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '120000' },
    experiments: { type: 'string', default: '10000' },
    messages: { type: 'string', default: '10000000' },
    against: { type: 'string' },
    keep: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    times: { type: 'string', default: '20' },
    mails: { type: 'string', default: '20000' },
    json: { type: 'boolean', default: false },
    part: { type: 'string', default: 'all' },
    seconds: { type: 'string', default: '30' },
  },
})
const parts = [
  'all',
  'engine',
  'pipeline',
  'webhooks',
  'dispatch',
  'render',
  'feed',
  'reports',
  'statistics',
  'slow-down',
]
if (!parts.includes(values.part)) throw new Error(`--part must be one of ${parts.join(', ')}`)
const count = Number(values.events)
if (!Number.isInteger(count) || count < 1000)
  throw new Error('--events must be a whole number of at least 1000')
const say = (line: string): void => console.error(line)

const machine = { cores: availableParallelism(), model: cpus()[0]?.model, node: process.version }
if (!values.json)
  console.log(`${machine.cores} cores, ${machine.model}, Node ${machine.node}, ${count} events\n`)
const wants = (part: string): boolean => values.part === 'all' || values.part === part
if (values.part === 'statistics') benchStatistics(Number(values.experiments), say)
const feed = values.part === 'feed' ? await measureFeed() : null
const reports = values.part === 'reports' ? await measureReports() : null
const slowDown = values.part === 'slow-down' ? await measureSlowDown() : null
const engine = wants('engine') ? await measureEngine() : null
const render = wants('render') ? await measureRender() : null
const pipeline = wants('pipeline') ? await measurePipeline() : null
const webhooks = wants('webhooks') ? await measureWebhooks() : null
const dispatch = wants('dispatch') ? await measureDispatch() : null
if (values.json)
  console.log(
    JSON.stringify({
      events: count,
      ...(feed && { feed }),
      ...(reports && { reports }),
      ...(slowDown && { slowDown }),
      ...engine,
      ...(render && { render }),
      ...pipeline,
      ...(webhooks && { webhooks }),
      ...(dispatch && { dispatch }),
      machine,
    }),
  )

async function measureFeed() {
  const dataDir = await mkdtemp(join(tmpdir(), 'triggerfish-bench-'))
  const { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl } = process.env
  const servers = await ensureServers({ databaseUrl, redisUrl, dataDir, say })
  try {
    const figures = await benchFeed(servers.databaseUrl, count)
    if (!values.json) console.log(feedLine(figures))
    return figures
  } finally {
    await servers.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function measureSlowDown() {
  if (values.against === undefined)
    throw new Error('--part slow-down needs --against, the folder of an earlier build')
  const figures = await benchSlowDown(values.against, { events: count, rounds: Number(values.rounds) }, say)
  if (!values.json) for (const line of slowDownLines(figures)) console.log(line)
  return figures
}

async function measureReports() {
  const { keep } = values
  const dataDir = keep === undefined ? await mkdtemp(join(tmpdir(), 'triggerfish-bench-')) : resolve(keep)
  const { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl } = process.env
  const servers = await ensureServers({ databaseUrl, redisUrl, dataDir, say })
  try {
    const messages = Number(values.messages)
    const size = { messages, conversions: Math.round(messages / 10), times: Number(values.times) }
    const figures = await benchReports(servers.databaseUrl, size, say)
    if (!values.json) for (const line of reportsLines(figures)) console.log(line)
    return figures
  } finally {
    await servers.stop()
    if (keep === undefined) await rm(dataDir, { recursive: true, force: true })
  }
}

async function measureDispatch() {
  const dataDir = await mkdtemp(join(tmpdir(), 'triggerfish-bench-'))
  const { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl } = process.env
  const servers = await ensureServers({ databaseUrl, redisUrl, dataDir, say })
  try {
    const figures = await benchDispatch(servers, dataDir, { mails: Number(values.mails), say })
    if (!values.json) for (const line of ['', ...dispatchLines(figures)]) console.log(line)
    return figures
  } finally {
    await servers.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function measureWebhooks() {
  const dataDir = await mkdtemp(join(tmpdir(), 'triggerfish-bench-'))
  try {
    const figures = await benchWebhooks(dataDir, { seconds: Number(values.seconds), say })
    if (!values.json) for (const line of ['', ...webhookLines(figures)]) console.log(line)
    return figures
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function measureEngine() {
  // Conditions first: code that has met a thousand journeys is compiled for all of them.
  const conditions = await benchRules()
  if (!values.json) for (const line of [...ruleLines(conditions), '']) console.log(line)
  say('conditions measured, now whole decisions')
  const decisions = await benchDecisions('journeys')
  if (!values.json) for (const line of [...decisionLines(decisions), '']) console.log(line)
  return { decisions, conditions }
}

async function measureRender() {
  const figures = await benchRender('journeys')
  if (!values.json) for (const line of [...renderLines(figures), '']) console.log(line)
  return figures
}

async function measurePipeline() {
  const dataDir = await mkdtemp(join(tmpdir(), 'triggerfish-bench-'))
  const { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl } = process.env
  const servers = await ensureServers({ databaseUrl, redisUrl, dataDir, say })
  try {
    const all = makeEvents(warmUp + count, new Date())
    const events = all.slice(warmUp)
    say(`${count} events; PostgreSQL and Redis with fsync on, on this machine`)
    const before = await plainInserts(servers.databaseUrl, events)
    say('plain inserts measured, now the pipeline')
    const measured = await wholePipeline(servers, all)
    say('the pipeline measured, now the limits again')
    const after = await plainInserts(servers.databaseUrl, events)
    const jobs = await plainJobs(servers.redisUrl, events)
    const inserts = (before + after) / 2
    return report({ inserts, insertsBefore: before, insertsAfter: after, jobs, ...measured })
  } finally {
    await servers.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

type Figures = Record<
  | 'inserts'
  | 'insertsBefore'
  | 'insertsAfter'
  | 'jobs'
  | 'perSecond'
  | 'acceptedPerSecond'
  | 'enrollments'
  | 'decisions',
  number
>

function report(figures: Figures) {
  const ratios = { ofInserts: figures.perSecond / figures.inserts, ofJobs: figures.perSecond / figures.jobs }
  if (values.json) return { ...figures, ...ratios }
  const row = (what: string, perSecond: number, ratio = ''): void =>
    console.log(
      `${what.padEnd(58)}${Math.round(perSecond).toLocaleString('en').padStart(10)}${ratio.padStart(10)}`,
    )
  console.log(`${''.padEnd(58)}${'events/s'.padStart(10)}${'ratio'.padStart(10)}`)
  row('whole pipeline: HTTP, queue, decisions, all written', figures.perSecond, '1.00')
  row('  of which accepted over HTTP (the queue is filled)', figures.acceptedPerSecond)
  row('plain batched inserts of the same events, PostgreSQL', figures.inserts, ratios.ofInserts.toFixed(2))
  row('plain BullMQ jobs, one per event, that do nothing', figures.jobs, ratios.ofJobs.toFixed(2))
  console.log(
    `\nenrollments ${figures.enrollments}, decisions ${figures.decisions}; inserts before/after: ` +
      `${Math.round(figures.insertsBefore)}/${Math.round(figures.insertsAfter)}`,
  )
  return { ...figures, ...ratios }
}
