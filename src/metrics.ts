// Every metric on one page. One registry per app, so that two apps in one process (tests) do not add up.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

const prefix = 'triggerfish_'

export interface Metrics {
  readonly registry: Registry
  readonly eventsAccepted: Counter<'source'>
  readonly eventsRejected: Counter<'source'>
  readonly webhooks: Counter<'platform' | 'outcome'>
  readonly reports: Counter<'provider' | 'outcome'>
  readonly eventsProcessed: Counter
  readonly eventsDuplicate: Counter
  readonly eventsErased: Counter
  readonly eventsFailed: Counter
  readonly batchInputs: Histogram
  readonly batchSeconds: Histogram
  readonly decisions: Counter<'kind'>
  readonly messages: Counter<'channel' | 'status'>
  readonly messagesSwept: Counter<'what'>
  readonly messagesDeferred: Counter<'channel' | 'sender' | 'reason'>
  readonly senderDown: Gauge<'channel' | 'sender'>
  readonly linksReplaced: Counter
  readonly calls: Counter<'kind' | 'outcome'>
  readonly endpointsDisabled: Counter<'kind'>
  readonly audiencesTold: Counter<'platform' | 'outcome'>
  readonly rowsExpired: Counter<'table'>
  readonly marksWaiting: Gauge<'of'>
  readonly countingSeconds: Counter<'job'>
  readonly rollupsRepaired: Counter<'table'>
  readonly auditFindings: Gauge<'area'>
  readonly timerLateness: Histogram
  readonly queueDepth: Gauge<'queue'>
  readonly jobFailures: Counter<'queue' | 'final'>
  readonly httpRequests: Counter<'method' | 'route' | 'status'>
  readonly httpSeconds: Histogram<'method' | 'route'>
}

export interface MetricsOptions {
  /** Also memory, event loop and garbage collection of the process. */
  readonly process?: boolean
}

export function createMetrics(options: MetricsOptions = {}): Metrics {
  const registry = new Registry()
  const registers = [registry]
  if (options.process) collectDefaultMetrics({ register: registry, prefix })
  const counter = <L extends string = never>(name: string, help: string, labelNames: L[] = []) =>
    new Counter<L>({ name: prefix + name, help, labelNames, registers })
  const histogram = <L extends string = never>(
    name: string,
    help: string,
    buckets: number[],
    labelNames: L[] = [],
  ) => new Histogram<L>({ name: prefix + name, help, buckets, labelNames, registers })

  return {
    registry,
    eventsAccepted: counter('events_accepted_total', 'Events answered with 202, by source', ['source']),
    eventsRejected: counter('events_rejected_total', 'Events refused at the door, by source', ['source']),
    webhooks: counter(
      'webhooks_total',
      'Webhooks of shops: accepted or refused at the door; then understood, ignored or set_aside',
      ['platform', 'outcome'],
    ),
    reports: counter(
      'reports_total',
      'Reports of providers and links on messages: accepted, ignored, misread, refused or lost at the door; then taken, early or foreign',
      ['provider', 'outcome'],
    ),
    eventsProcessed: counter('events_processed_total', 'New events that went through the pipeline'),
    eventsDuplicate: counter('events_duplicate_total', 'Events that had been processed before'),
    eventsErased: counter(
      'events_erased_total',
      'Events dropped because whom they are about was erased after they happened',
    ),
    eventsFailed: counter('events_failed_total', 'Events set aside because they cannot be processed'),
    batchInputs: histogram('batch_inputs', 'Inputs per pipeline batch', [1, 5, 20, 50, 100, 200, 500, 1000]),
    batchSeconds: histogram('batch_seconds', 'Seconds per pipeline batch', seconds),
    decisions: counter('decisions_total', 'Decisions, by kind', ['kind']),
    messages: counter('messages_total', 'Messages that reached a status, by channel', ['channel', 'status']),
    messagesSwept: counter(
      'messages_swept_total',
      'Messages the sweep dealt with: freed, unknown, expired, published',
      ['what'],
    ),
    linksReplaced: counter(
      'links_replaced_total',
      'Links of messages that led to a host the settings do not allow, and now lead to the shop',
    ),
    messagesDeferred: counter(
      'messages_deferred_total',
      'Messages put back untried: rate_limited, domain_rate_limited, warm_up, sender_down, connections_busy, pacing_unavailable',
      ['channel', 'sender', 'reason'],
    ),
    senderDown: new Gauge({
      name: `${prefix}sender_down`,
      help: '1 while this process leaves a sender alone because it failed again and again',
      labelNames: ['channel', 'sender'],
      registers,
    }),
    calls: counter('calls_total', 'Attempts of webhooks and tasks: done, retry, failed', ['kind', 'outcome']),
    audiencesTold: counter(
      'audiences_told_total',
      'Identifiers that ad platforms were told to add or remove: done, retry, failed',
      ['platform', 'outcome'],
    ),
    endpointsDisabled: counter(
      'endpoints_disabled_total',
      'Webhooks and audiences that said they are gone, and are not called any more',
      ['kind'],
    ),
    auditFindings: new Gauge({
      name: `${prefix}audit_findings`,
      help: 'Findings of the audits that go on, by area',
      labelNames: ['area'],
      registers,
    }),
    rowsExpired: counter('rows_expired_total', 'Rows deleted because their period of keeping is over', [
      'table',
    ]),
    marksWaiting: new Gauge({
      name: `${prefix}marks_waiting`,
      help: 'Changes that reports do not count yet: of credit, of rollups',
      labelNames: ['of'],
      registers,
    }),
    countingSeconds: counter(
      'counting_seconds_total',
      'Seconds spent on keeping reports up: credit, rollups, repair',
      ['job'],
    ),
    rollupsRepaired: counter(
      'rollups_repaired_total',
      'Rows of rollups that differed from what is stored, and were mended in the night',
      ['table'],
    ),
    timerLateness: histogram(
      'timer_lateness_seconds',
      'Seconds from due to processed, on the product clock',
      seconds,
    ),
    queueDepth: new Gauge({
      name: `${prefix}queue_depth`,
      help: 'Jobs not yet done, by queue',
      labelNames: ['queue'],
      registers,
    }),
    jobFailures: counter(
      'job_failures_total',
      'Failed attempts of jobs, by queue; final ones need a replay',
      ['queue', 'final'],
    ),
    httpRequests: counter('http_requests_total', 'HTTP answers', ['method', 'route', 'status']),
    httpSeconds: histogram('http_request_seconds', 'Seconds per HTTP answer', seconds, ['method', 'route']),
  }
}

const seconds = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60]

/** Prometheus's text format, and the content type it is served with. */
export const renderMetrics = async (
  metrics: Metrics,
): Promise<{ readonly contentType: string; readonly text: string }> => ({
  contentType: metrics.registry.contentType,
  text: await metrics.registry.metrics(),
})
