// Which events change what anybody has earned, so that it has to be counted anew. Pure.
import type { Goals } from '../journeys/engine/index.js'
import { type Event, ownSource } from '../model/event.js'
import { cancellationType, orderType, refundType } from './order.js'
import { visitTypes } from './visit.js'

/**
 * Orders in any case: whoever earned them, they are the shop's. Clicks and openings only where windows begin with them, and only
 * those that we have seen ourselves.
 */
export const earns = (goals: Goals, { type, source }: Pick<Event, 'type' | 'source'>): boolean =>
  goals.types.has(type) ||
  type === orderType ||
  type === refundType ||
  type === cancellationType ||
  (goals.byVisit && source === ownSource && visitTypes.includes(type))
