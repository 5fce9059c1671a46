// The tokens ad platforms are asked with, each in a variable of its own that settings.json names. No other variable can be
// named there, or a file could have any secret of the program sent away.

const prefix = 'TRIGGERFISH_AUDIENCE_'

/** By the name of the variable. An empty one counts as none. */
export const audienceTokensIn = (
  env: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(env)
      .map(([name, value = '']) => [name, value.trim()] as const)
      .filter(([name, value]) => name.startsWith(prefix) && value !== ''),
  )
