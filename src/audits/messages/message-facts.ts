// What the audits of messages go by. Pure.

export interface PoolFacts {
  readonly pool: string
  readonly codes: number
  readonly free: number
  /** Given out in the last seven days, and in the last 24 hours. */
  readonly taken: number
  readonly takenInDay: number
  /** What journeys that customers come into do with it; fallback: each of them has another code for when it is empty. */
  readonly use: 'codes' | 'fallback' | 'none'
  /** The last day on which the shop takes its codes, and how many days there are until then; null: nobody says. */
  readonly until: string | null
  readonly daysToEnd: number | null
  /** For so long at most, journeys tell customers, their code is good; 0: they do not say. */
  readonly promisedDays: number
}

/** A step that gives codes, and messages after it that show the code although it has expired by then. */
export interface LateCodes {
  readonly journey: string
  readonly step: string
  readonly scheduled: number
  /** In the last 24 hours. */
  readonly sent: number
}

/** Twice in a row, it led nowhere. */
export interface BrokenLink {
  readonly url: string
  readonly host: string
  readonly why: string
  /** Whether any server answered; and whether the host answers for another link. */
  readonly answered: boolean
  readonly hostAnswers: boolean
  /** As `email cart-reminder`. */
  readonly templates: readonly string[]
  /** Messages with these templates that have not gone out yet. */
  readonly scheduled: number
  readonly since: Date
}

export interface ChannelFacts {
  readonly channel: string
  readonly handedOver: number
  readonly failed: number
  readonly unknown: number
}

export interface WaitingFacts {
  readonly channel: string
  /** Due for more than an hour. */
  readonly messages: number
}

export interface LostLink {
  readonly template: string
  readonly productId: string
}

export interface MessageFacts {
  /** Those the settings name, also the ones without any code. */
  readonly pools: readonly PoolFacts[]
  readonly lateCodes: readonly LateCodes[]
  readonly links: readonly BrokenLink[]
  /** Of today and yesterday. */
  readonly channels: readonly ChannelFacts[]
  readonly waiting: readonly WaitingFacts[]
  readonly lostLinks: readonly LostLink[]
}
