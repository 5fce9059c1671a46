// The engine role: the pipeline, and the jobs that only the engine's processes do. Part of app.ts, which alone starts it.
import { createJourneySource } from './journeys/journey-source.js'
import type { Parts } from './parts.js'
import { type Pipeline, startPipeline } from './pipeline/index.js'

export interface EngineRole {
  /** Takes nothing more, finishes what is in hand. */
  close(): Promise<void>
}

export function startEngineRole(parts: Parts): EngineRole {
  const pipeline = startEngine(parts)
  return { close: () => pipeline.close() }
}

function startEngine({ config, connection, broker, logger, metrics }: Parts): Pipeline {
  return startPipeline({
    db: connection.db,
    broker,
    journeysOf: createJourneySource(broken =>
      logger.error({ broken }, 'journeys that cannot be compiled: their events are set aside'),
    ),
    logger,
    metrics,
    timerPollMs: Math.max(10, 200 / config.clockSpeed),
  })
}
