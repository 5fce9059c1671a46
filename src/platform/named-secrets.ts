// Secrets in variables whose names the shop makes up; each begins as its kind does. A file of the workspace can name no other
// variable, or it could have any secret of the program sent away.

/** By the name of the variable, without spaces around. An empty one counts as none. */
export const namedSecrets = (
  env: Readonly<Record<string, string | undefined>>,
  ...prefixes: readonly string[]
): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(env)
      .map(([name, value = '']) => [name, value.trim()] as const)
      .filter(([name, value]) => prefixes.some(prefix => name.startsWith(prefix)) && value !== ''),
  )
