// Who is held out, and from what: by chance that is none, and always the same customers. The held-out walk the same steps,
// branches and caps as everybody, so that the groups stay comparable.
import type { SendStep } from '../definition/action-schemas.js'
import type { Settings } from '../definition/settings-schema.js'
import { isMarketing } from './caps.js'
import { isAmong } from './chance.js'
import type { CompiledJourney } from './compile.js'
import type { Enrollment } from './types.js'

/** No journey is called so: the global share is drawn independently of every journey's own. */
const everyJourney = '*'

/** By what somebody who comes in is held out. A customer in both shares is in the global one, in every journey. */
export function heldByOf(
  { holdout }: Pick<Settings, 'holdout'>,
  { id, markets, definition }: CompiledJourney,
  customerId: string,
): Enrollment['heldBy'] {
  const share = definition.entry.holdout
  if (markets && holdout && isAmong(holdout.share, 'holdout', everyJourney, customerId)) return 'global'
  return share !== undefined && isAmong(share, 'holdout', id, customerId) ? 'journey' : null
}

/** Whether a message is only counted: the global holdout is one from marketing, that of a journey from all it sends. */
export const isHeldOutFrom = (
  { heldBy }: Pick<Enrollment, 'heldBy'>,
  step: Pick<SendStep, 'category'>,
): boolean => heldBy === 'journey' || (heldBy === 'global' && isMarketing(step))

/**
 * Whether no code is taken for somebody held out. Who is to get a transactional message below has a code of their own: it
 * may be in there.
 */
export const isHeldOutFromCodes = (
  { heldBy }: Pick<Enrollment, 'heldBy'>,
  journey: CompiledJourney,
  stepId: string,
): boolean =>
  heldBy === 'journey' || (heldBy === 'global' && journey.ahead(stepId).every(({ marketing }) => marketing))
