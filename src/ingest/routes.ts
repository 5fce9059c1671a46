// POST /v1/events and the calls of journeys: check the key, read, sort the good from the bad, store the good, and only then
// say so. Asks PostgreSQL for nothing but keys, so that both go on while it is away.
import { Router } from 'express'
import { type Authenticator, principalOf, requireScope } from '../access/index.js'
import type { Fault } from '../model/event.js'
import type { Clock } from '../platform/clock.js'
import { allow, jsonBody, Problem } from '../platform/http/index.js'
import { newId } from '../platform/new-id.js'
import { listCloudEvents, readCloudEvent, sortCloudEvents } from './cloud-events.js'
import type { EventIntake } from './event-intake.js'
import { parseCall } from './journey-call.js'
import { listPosted, maxEvents, type Posted, type Rejected, sortPosted } from './posted-events.js'
import { batchTooLarge, notAccepted } from './refusals.js'
import { refusedEvents } from './refused-events.js'

export interface IngestOptions {
  readonly intake: EventIntake
  readonly authenticator: Authenticator
  /** The product's clock: events carry the times of the shops, which run with it. */
  readonly clock: Clock
  /** Told of each answer: how many events of a source were accepted and how many refused. */
  readonly onPosted?: (posted: Posted) => void
}

export function ingestRoutes({ intake, authenticator, clock, onPosted }: IngestOptions): Router {
  const router = Router()
  const mayBring = requireScope(authenticator, 'ingest')

  router
    .route('/v1/events')
    .post(mayBring, jsonBody(), async (req, res) => {
      const { source } = principalOf(res)
      const cloudEvents = listCloudEvents(req.headers, req.body)
      const posted = cloudEvents ?? listPosted(req.body)
      if (posted.length > maxEvents)
        throw batchTooLarge(`A request may hold at most ${maxEvents} events`, posted.length)
      const sort = cloudEvents ? sortCloudEvents : sortPosted
      const { events, rejected } = sort(posted, source, clock.now())
      if (events.length > 0) await intake.accept(events).catch(notAccepted('Events'))
      const refused = refusedEvents(posted, rejected, cloudEvents && readCloudEvent)
      onPosted?.({ source, accepted: events.length, rejected: rejected.length, refused })
      if (events.length === 0) throw noValidEvent(rejected)
      res.status(202).json({ accepted: events.length, rejected })
    })
    .all(allow('POST'))

  router
    .route('/v1/journeys/:id/calls')
    .post(mayBring, jsonBody(), async (req, res) => {
      const { source } = principalOf(res)
      const context = { journey: req.params.id ?? '', source, receivedAt: clock.now(), freshId: newId() }
      const call = parseCall(req.body, context)
      if ('event' in call) await intake.accept([call.event]).catch(notAccepted('Events'))
      onPosted?.({ source, ...answered(req.body, 'faults' in call ? call.faults : null) })
      if ('faults' in call) throw invalidCall(call.faults)
      res.status(202).json({ id: call.id })
    })
    .all(allow('POST'))

  return router
}

/** One call, with its faults where it was refused. */
function answered(body: unknown, faults: readonly Fault[] | null): Omit<Posted, 'source'> {
  if (!faults) return { accepted: 1, rejected: 0, refused: [] }
  const read = (event: unknown) => ({ type: 'journey_called', event })
  return { accepted: 0, rejected: 1, refused: refusedEvents([body], [{ index: 0, errors: faults }], read) }
}

const noValidEvent = (rejected: readonly Rejected[]): Problem =>
  new Problem({
    status: 400,
    code: 'no_valid_event',
    title: rejected.length === 0 ? 'The request holds no event' : 'No event in the request is valid',
    more: { rejected },
  })

const invalidCall = (errors: readonly Fault[]): Problem =>
  new Problem({
    status: 400,
    code: 'journey_call_invalid',
    title: 'The journey cannot be called like this',
    errors,
  })
