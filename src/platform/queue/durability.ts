// Asks Redis for the settings that an acknowledged event rests on. Reports, and changes nothing.
import type { Redis } from 'ioredis'

const wanted = {
  appendonly: ['yes', 'a crash or restart of Redis loses every waiting event'],
  appendfsync: ['always', 'a power cut loses events of the last second that were already acknowledged'],
  'maxmemory-policy': ['noeviction', 'a full Redis silently throws waiting events away'],
} as const

/** Empty when all is well, and when a server forbids CONFIG, as hosted ones do. Servers alike are told of once. */
export async function durabilityFindings(servers: readonly Redis[]): Promise<string[]> {
  return [...new Set((await Promise.all(servers.map(findingsOf))).flat())]
}

async function findingsOf(client: Redis): Promise<string[]> {
  const settings = await Promise.all(Object.keys(wanted).map(name => readSetting(client, name)))
  return Object.entries(wanted).flatMap(([name, [value, consequence]], index) => {
    const actual = settings[index]
    return actual === undefined || actual === value
      ? []
      : [`Redis has "${name} ${actual}", not "${name} ${value}": ${consequence}`]
  })
}

async function readSetting(client: Redis, name: string): Promise<string | undefined> {
  try {
    const reply = await client.config('GET', name)
    return (reply as string[])[1]
  } catch (error) {
    if (error instanceof Error && error.name === 'ReplyError') return undefined
    throw error
  }
}
