// A comparison as a row of the report. What is hidden is null: no figure that must not be read is in the answer at all.

import type { JsonObject } from '../../model/json.js'
import type { Estimate } from '../../statistics/index.js'
import { estimatedAmount } from '../estimated-amount.js'
import { listAddress } from '../list-address.js'
import type { ReportRow, ReportSettings } from '../report-kind.js'
import type { Arm } from './arm.js'
import type { ArmsRead } from './arms-queries.js'
import type { Claim } from './claims-queries.js'
import type { Compared } from './compare-arms.js'
import type { Slice } from './fit.js'
import type { Group } from './group.js'
import { incrementalFrom, shownIncremental } from './incremental.js'
import { beside, claimedBy } from './over-claim.js'
import type { Robust } from './robust-revenue.js'
import type { Judged } from './verdict.js'

export interface Comparison {
  readonly group: Group
  readonly treated: Arm
  readonly judged: Judged
  /** null: hidden. */
  readonly compared: Compared | null
  readonly robust: Robust | null
  /** Where arms that do not fit stray the farthest. */
  readonly look: readonly Slice[]
  readonly claims: readonly Claim[] | null
  readonly settings: ReportSettings
  readonly read: ArmsRead
}

export function liftRow(comparison: Comparison, of: string): ReportRow {
  const { group, treated, judged, compared, look } = comparison
  const { control, fit, open } = group
  return {
    journey: group.journeyId === '' ? null : group.journeyId,
    version: group.version,
    of,
    treated: armShown(treated, compared !== null),
    control: armShown(control, compared !== null),
    verdict: judged.verdict,
    why: [
      judged.why,
      ...look.map(({ name, observed }) => `look at ${name} (${observed.join(' and ')})`),
    ].join('; '),
    difference: compared && intervalShown(compared.difference),
    anytime: compared?.anytime ? intervalShown(compared.anytime) : null,
    relative: compared?.relative ? intervalShown(compared.relative) : null,
    ...revenueOf(comparison),
    ...incrementalOf(comparison),
    detectable: compared?.detectable ?? null,
    daysMore: compared?.daysMore ?? null,
    sampleRatio: {
      observed: [...fit.observed],
      expected: fit.expected.map(count => Math.round(count * 10) / 10),
      p: fit.test.p,
      mismatch: fit.test.mismatch,
    },
    immature: open,
    lists: listsBehind(comparison),
  }
}

/** Who is in the arms, as `read` counts them, and what last touch claims. */
function listsBehind({ group, treated, claims, read }: Comparison): Record<string, string> {
  const { from, to, split, goal } = read
  const asked = {
    from,
    to,
    journey: group.journeyId === '' ? null : group.journeyId,
    version: group.version,
    of: split,
    goal: split === 'global' ? null : goal,
    immature: read.immature ? 'include' : null,
  }
  const inArm = (arm: string, converted?: 'yes'): string =>
    listAddress('entrants', { ...asked, arm, converted })
  return {
    treated: inArm(treated.name),
    treatedConverted: inArm(treated.name, 'yes'),
    control: inArm(group.control.name),
    controlConverted: inArm(group.control.name, 'yes'),
    immature: listAddress('entrants', { ...asked, immature: 'only' }),
    ...(claims && { lastTouch: listAddress('claims', asked) }),
  }
}

/** Two rates side by side are a comparison as well. */
const armShown = ({ name, entrants, converted, revenue }: Arm, isCompared: boolean): JsonObject => ({
  name,
  entrants,
  converted,
  rate: isCompared ? converted / entrants : null,
  perEntrant: isCompared ? estimatedAmount(revenue.sum / entrants) : null,
})

const intervalShown = ({ estimate, low, high, p, level }: Estimate): JsonObject => ({
  estimate,
  low,
  high,
  ...(p === undefined ? {} : { p }),
  level,
})

function revenueOf({ compared, robust }: Comparison): JsonObject {
  return {
    perEntrant: compared?.perEntrant ? moneyShown(compared.perEntrant) : null,
    perEntrantAnytime: compared?.perEntrantAnytime ? moneyShown(compared.perEntrantAnytime) : null,
    winsorized: robust?.winsorized
      ? { ...moneyShown(robust.winsorized), cap: estimatedAmount(robust.cap) }
      : null,
    bootstrap: robust?.bootstrap ? moneyShown(robust.bootstrap) : null,
  }
}

const moneyShown = ({ estimate, low, high }: Estimate): JsonObject => ({
  estimate: estimatedAmount(estimate),
  low: estimatedAmount(low),
  high: estimatedAmount(high),
})

/** What last touch claims is shown beside a comparison with those held out; variants share their claims. */
function incrementalOf({ group, treated, compared, claims, settings }: Comparison): JsonObject {
  const claimed = claims && claimedBy(group, claims, settings)
  const incremental = compared && incrementalFrom(treated, compared)
  return {
    incremental: incremental && shownIncremental(incremental),
    ...(claimed ? beside(claimed, incremental) : { lastTouch: null, overClaim: null, said: null }),
  }
}
