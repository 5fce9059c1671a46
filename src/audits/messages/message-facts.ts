// What the audits of messages go by. Pure.

export interface PoolFacts {
  readonly pool: string
  readonly codes: number
  readonly free: number
  /** Given out in the last seven days. */
  readonly taken: number
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
  /** Of today and yesterday. */
  readonly channels: readonly ChannelFacts[]
  readonly waiting: readonly WaitingFacts[]
  readonly lostLinks: readonly LostLink[]
}
