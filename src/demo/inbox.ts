// What the demo's shoppers received, kept in memory for people to look at. Only ever made-up addresses.

export interface ReceivedEmail {
  readonly channel: 'email'
  readonly at: Date
  readonly from: string
  readonly to: string
  readonly subject: string
  readonly html: string
  readonly text: string
  readonly messageId: string
  readonly headers: Readonly<Record<string, string>>
}

export interface ReceivedSms {
  readonly channel: 'sms'
  readonly at: Date
  readonly from: string
  readonly to: string
  readonly text: string
}

export type ReceivedMessage = ReceivedEmail | ReceivedSms

export interface Inbox {
  put(message: ReceivedMessage): void
  /** Newest first. */
  latest(limit: number): readonly (ReceivedMessage & { readonly n: number })[]
  get(n: number): ReceivedMessage | undefined
  count(channel: ReceivedMessage['channel']): number
}

/** Holds the newest `capacity` messages; counts all of them. */
export function createInbox(capacity = 5_000): Inbox {
  const messages = new Map<number, ReceivedMessage>()
  const counts = { email: 0, sms: 0 }
  return {
    put(message) {
      counts[message.channel]++
      const n = counts.email + counts.sms
      messages.set(n, message)
      messages.delete(n - capacity)
    },
    latest: limit =>
      [...messages]
        .slice(-limit)
        .reverse()
        .map(([n, message]) => ({ ...message, n })),
    get: n => messages.get(n),
    count: channel => counts[channel],
  }
}
