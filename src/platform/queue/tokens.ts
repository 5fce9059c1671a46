// Tokens in Redis, shared by all processes: one script, and Redis's clock. Knows nothing of what they are for.
import { createHash } from 'node:crypto'
import type { RedisClient } from './connection.js'
import type { TokenLimit, TokenTake } from './contract.js'

/**
 * Of a bucket only the time is stored at which it will be full; where nothing is stored it is. A clock that was put back
 * must not lock it until that time comes again, so it is never emptier than empty. Times are in microseconds.
 */
const script = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local today = math.floor(now / 86400000000)
local limits = cjson.decode(ARGV[1])
local wait, by = 0, 0
local states = {}
for i, limit in ipairs(limits) do
  local longer = 0
  if limit.perDay then
    local nth = today - limit.firstDay + 1
    local stored = redis.call('HMGET', KEYS[i], 'day', 'count')
    local count = stored[1] == string.format('%d', today) and tonumber(stored[2]) or 0
    states[i] = count
    if nth < 1 then
      longer = limit.firstDay * 86400000000 - now
    elseif nth <= #limit.perDay and count >= limit.perDay[nth] then
      longer = (today + 1) * 86400000000 - now
    end
  else
    local full = math.max(tonumber(redis.call('GET', KEYS[i]) or '0'), now)
    if full > now + limit.room + limit.every then
      full = now + limit.room + limit.every
      redis.call('SET', KEYS[i], string.format('%.0f', full), 'PX', math.ceil((full - now) / 1000))
    end
    states[i] = full
    longer = full - now - limit.slack
  end
  if longer > wait then
    wait, by = longer, i
  end
end
if by > 0 then
  return {0, by - 1, math.ceil(wait / 1000)}
end
local ahead = 0
for i, limit in ipairs(limits) do
  if limit.perDay then
    redis.call('HSET', KEYS[i], 'day', string.format('%d', today), 'count', states[i] + 1)
    redis.call('EXPIRE', KEYS[i], 172800)
  else
    local full = states[i] + limit.every
    redis.call('SET', KEYS[i], string.format('%.0f', full), 'PX', math.ceil((full - now) / 1000))
    ahead = math.max(ahead, full - now)
  end
end
return {1, 0, math.ceil(ahead / 1000)}
`
const sha = createHash('sha1').update(script).digest('hex')

export async function takeTokens(
  client: RedisClient,
  prefix: string,
  group: string,
  limits: readonly TokenLimit[],
): Promise<TokenTake> {
  if (limits.length === 0) return { taken: true, aheadMs: 0 }
  // The braces are Redis Cluster's hash tag: a script may touch one slot only.
  const keys = limits.map(({ name }) => `{${prefix}-tokens-${group}}:${name}`)
  const [taken, limit, ms] = await run(client, [...keys, JSON.stringify(limits.map(inMicroseconds))])
  return taken === 1 ? { taken: true, aheadMs: ms } : { taken: false, limit, waitMs: ms }
}

async function run(client: RedisClient, args: readonly string[]): Promise<[number, number, number]> {
  const count = args.length - 1
  const reply = await client.evalsha(sha, count, ...args).catch((error: unknown) => {
    if (error instanceof Error && error.message.startsWith('NOSCRIPT'))
      return client.eval(script, count, ...args)
    throw error
  })
  return reply as [number, number, number]
}

/** Rounded so that a bucket never fills sooner than it was said to. */
const inMicroseconds = (limit: TokenLimit): object =>
  'perDay' in limit
    ? { firstDay: limit.firstDay, perDay: limit.perDay }
    : {
        every: Math.ceil(limit.everyMs * 1_000),
        slack: Math.floor(limit.slackMs * 1_000),
        room: Math.ceil(limit.roomMs * 1_000),
      }
