// The secrets of senders, each in a variable of its own that senders.json names. No other variable can be named there, or
// a file could have any secret of the program sent away as a header.

const prefix = 'TRIGGERFISH_SENDER_'

/** By the name of the variable. An empty one counts as none. */
export const senderSecretsIn = (
  env: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(env)
      .map(([name, value = '']) => [name, value.trim()] as const)
      .filter(([name, value]) => name.startsWith(prefix) && value !== ''),
  )
