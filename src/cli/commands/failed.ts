// failed: what could not be processed, and giving it another chance once the reason is mended.
import type { Command } from 'commander'
import {
  createEventIntake,
  createWebhookIntake,
  type FailedWebhook,
  listFailedWebhooks,
  replayFailedWebhooks,
} from '../../ingest/index.js'
import { readConfig } from '../../platform/config.js'
import type { Broker, FailedJob } from '../../platform/queue/index.js'
import { earlyReportsQueue, eventsQueue, reportsQueue, shopDataQueue, webhooksQueue } from '../../queues.js'
import { type AddCommand, counted, jsonOption, printJson, shownTime } from '../command.js'
import { type FailedCall, listFailedCalls } from '../failed-call-store.js'
import {
  type FailedEvent,
  type FailedMessage,
  listFailedEvents,
  listFailedMessages,
  replayFailedEvents,
} from '../failed-event-store.js'
import { misuse, Problem } from '../problem.js'
import { table } from '../table.js'
import type { Terminal } from '../terminal.js'
import { isUuid } from '../uuid.js'
import { withServers } from '../with-servers.js'

export const addFailed: AddCommand = (program, terminal) => {
  const failed = program.command('failed').description('what could not be processed or sent')
  addList(failed, terminal)
  addReplay(failed, terminal)
}

const mostListed = 1_000
/** Those whose failed jobs are kept. */
const keptQueues = [eventsQueue, webhooksQueue, shopDataQueue, reportsQueue, earlyReportsQueue]

function addList(failed: Command, terminal: Terminal): void {
  failed
    .command('list')
    .description(
      'list events and webhooks that were set aside, messages and calls that failed or are unknown, and failed jobs',
    )
    .option(...jsonOption)
    .action(async ({ json }: { json?: true }) => {
      const found = await withServers(readConfig(), terminal, async ({ db, broker }) => ({
        events: await listFailedEvents(db, mostListed),
        messages: await listFailedMessages(db, mostListed),
        calls: await listFailedCalls(db, mostListed),
        webhooks: await listFailedWebhooks(db, mostListed),
        jobs: await failedJobs(broker()),
      }))
      if (json) printJson(terminal, found)
      else printFailed(terminal, found)
    })
}

/** A job's payload holds what shoppers did; its id is enough to replay it. */
const withoutPayload = ({ id, shard, reason, failedAt }: FailedJob) => ({ id, shard, reason, failedAt })

async function failedJobs(broker: Broker): Promise<ReturnType<typeof withoutPayload>[]> {
  const lists = await Promise.all(keptQueues.map(queue => broker.failed(queue, mostListed)))
  return lists.flat().slice(0, mostListed).map(withoutPayload)
}

async function replayJobs(broker: Broker, ids: readonly string[] | undefined): Promise<number> {
  const counts = await Promise.all(keptQueues.map(queue => broker.replay(queue, ids)))
  return counts.reduce((sum, count) => sum + count, 0)
}

interface Found {
  events: FailedEvent[]
  messages: FailedMessage[]
  calls: FailedCall[]
  webhooks: FailedWebhook[]
  jobs: ReturnType<typeof withoutPayload>[]
}

function printFailed(terminal: Terminal, { events, messages, calls, webhooks, jobs }: Found): void {
  if ([events, messages, calls, webhooks, jobs].every(list => list.length === 0))
    terminal.out('Nothing failed.')
  if (webhooks.length > 0) printWebhooks(terminal, webhooks)
  if (events.length > 0) {
    const columns = ['id', 'source', 'event', 'type', 'failed at', 'reason'].map(title => ({ title }))
    const rows = events.map(event => [
      event.id,
      event.source,
      event.eventId,
      event.type,
      shownTime(event.failedAt),
      event.reason,
    ])
    for (const line of table(columns, rows)) terminal.out(line)
  }
  if (messages.length > 0) {
    const columns = ['message', 'journey', 'step', 'channel', 'status', 'created at', 'reason'].map(
      title => ({ title }),
    )
    const rows = messages.map(({ id, journey, step, channel, status, createdAt, reason }) => [
      id,
      journey,
      step,
      channel,
      status,
      shownTime(createdAt),
      reason ?? '',
    ])
    for (const line of table(columns, rows)) terminal.out(line)
  }
  if (calls.length > 0) printCalls(terminal, calls)
  if (jobs.length > 0) {
    const columns = ['job', 'failed at', 'reason'].map(title => ({ title }))
    const rows = jobs.map(({ id, failedAt, reason }) => [id, shownTime(failedAt), reason])
    for (const line of table(columns, rows)) terminal.out(line)
  }
}

function printWebhooks(terminal: Terminal, webhooks: readonly FailedWebhook[]): void {
  const columns = ['webhook', 'from', 'source', 'topic', 'failed at', 'reason'].map(title => ({ title }))
  const rows = webhooks.map(({ id, platform, source, topic, failedAt, reason }) => [
    id,
    platform,
    source,
    topic,
    shownTime(failedAt),
    reason,
  ])
  for (const line of table(columns, rows)) terminal.out(line)
}

function printCalls(terminal: Terminal, calls: readonly FailedCall[]): void {
  const columns = ['call', 'journey', 'step', 'kind', 'to', 'created at', 'reason'].map(title => ({ title }))
  const rows = calls.map(({ id, journey, step, kind, target, createdAt, reason }) => [
    id,
    journey,
    step,
    kind,
    target,
    shownTime(createdAt),
    reason ?? '',
  ])
  for (const line of table(columns, rows)) terminal.out(line)
}

interface ReplayOptions {
  all?: true
  json?: true
}

function addReplay(failed: Command, terminal: Terminal): void {
  failed
    .command('replay [ids...]')
    .description('put events, webhooks and jobs back on the queue')
    .option('--all', 'every event, webhook and job that `failed list` shows')
    .option(...jsonOption)
    .action(async (ids: string[], { all, json }: ReplayOptions) => {
      if (all ? ids.length > 0 : ids.length === 0)
        throw misuse('Name what to replay by its ids (see `failed list`), or say --all.')
      const wanted = all ? null : ids
      const replayed = await withServers(readConfig(), terminal, async ({ db, broker }) => {
        const intake = createEventIntake({ broker: broker() })
        const webhookIntake = createWebhookIntake({ broker: broker() })
        const uuids = wanted?.filter(isUuid) ?? null
        return {
          events: await replayFailedEvents(db, uuids, events => intake.accept(events)),
          webhooks: await replayFailedWebhooks(db, uuids, webhooks => webhookIntake.accept(webhooks)),
          jobs: await replayJobs(broker(), wanted ?? undefined),
        }
      })
      if (wanted && replayed.events + replayed.webhooks + replayed.jobs === 0)
        throw new Problem(
          'Nothing that can be replayed has such an id; `failed list` shows what failed, and of what only the beginning was kept.',
        )
      if (json) printJson(terminal, { replayed })
      else {
        const { events, webhooks, jobs } = replayed
        terminal.out(
          `Put back ${counted(events, 'event')}, ${counted(webhooks, 'webhook')} and ${counted(jobs, 'job')}.`,
        )
      }
    })
}
