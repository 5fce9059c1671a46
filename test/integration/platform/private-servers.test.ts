import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { ensureServers, type Servers } from '../../../src/platform/private-servers/index.js'
import { aDataDir, aUsedDataDir, start, startOtherProgram } from '../../support/private-servers.js'
import type { Program } from '../../support/process.js'

const usedDataDir = await aUsedDataDir()

describe('private servers', () => {
  test('serve on 127.0.0.1 with settings that keep what was acknowledged', async () => {
    const { databaseUrl, redisUrl } = await start(await usedDataDir(), { durable: true })
    expect(await redisSettings(redisUrl)).toEqual({
      appendonly: 'yes',
      appendfsync: 'always',
      'maxmemory-policy': 'noeviction',
      bind: '127.0.0.1',
    })
    const [settings] = await query(
      databaseUrl,
      `select current_setting('fsync') as fsync, current_setting('full_page_writes') as pages,
        current_setting('listen_addresses') as listens, current_setting('server_encoding') as encoding`,
    )
    expect(settings).toEqual({ fsync: 'on', pages: 'on', listens: '127.0.0.1', encoding: 'UTF8' })
  })

  test('let nobody in without the password, which only their user can read', async () => {
    const dataDir = await usedDataDir()
    const { databaseUrl, redisUrl } = await start(dataDir)
    expect(statSync(join(dataDir, 'servers.json')).mode & 0o777).toBe(0o600)
    await expect(query(guessing(databaseUrl), 'select 1')).rejects.toThrow('password authentication failed')
    await expect(redisSettings(guessing(redisUrl))).rejects.toThrow('WRONGPASS')
  })

  test('stop with the program and come back with their data', async () => {
    const dataDir = await aDataDir()
    const first = await start(dataDir)
    await leaveTraces(first)
    await first.stop()
    await expectStopped(first)
    await expectTraces(await start(dataDir))
  })

  test('come back with their data after they were killed', async () => {
    const dataDir = await usedDataDir()
    await leaveTraces(await start(dataDir, { durable: true }))
    for (const pid of pidsIn(dataDir)) process.kill(pid, 'SIGKILL')
    await expectTraces(await start(dataDir, { durable: true }))
  })

  test('outlive a killed program, and are taken over and stopped by the next', async () => {
    const dataDir = await usedDataDir()
    const { program, urls } = await otherProgram(dataDir)
    await program.kill('SIGKILL')
    const heir = await start(dataDir)
    expect(heir).toMatchObject(urls)
    await leaveTraces(heir)
    await heir.stop()
    await expectStopped(urls)
  })

  test('are shared with a running program, which alone stops them', async () => {
    const dataDir = await usedDataDir()
    const { program, urls } = await otherProgram(dataDir)
    const guest = await start(dataDir)
    expect(guest).toMatchObject(urls)
    await guest.stop()
    await leaveTraces(guest)
    expect(await program.kill('SIGTERM')).toEqual({ code: 0, signal: null })
    await expectStopped(urls)
  })

  test('are started once by programs that start together', async () => {
    const dataDir = await aDataDir()
    const [a, b, c] = await Promise.all([otherProgram(dataDir), otherProgram(dataDir), start(dataDir)])
    expect(b.urls).toEqual(a.urls)
    expect(c).toMatchObject(a.urls)
    await Promise.all([a.program.kill('SIGTERM'), b.program.kill('SIGTERM'), c.stop()])
    await expectStopped(a.urls)
  })

  test('start in spite of a lock and a pid file whose processes are gone', async () => {
    const dataDir = await usedDataDir()
    const reusedPid = process.ppid
    writeFileSync(join(dataDir, 'servers.lock'), JSON.stringify({ pid: reusedPid, startedAt: 'long ago' }))
    writeFileSync(join(dataDir, 'postgres/postmaster.pid'), `${reusedPid}\n${dataDir}/postgres\n`)
    await leaveTraces(await start(dataDir))
  })

  test('start anew after an initialisation that was cut short', async () => {
    const dataDir = await aDataDir()
    mkdirSync(join(dataDir, 'postgres.new/base'), { recursive: true })
    await leaveTraces(await start(dataDir))
  })

  test('are not mistaken for those of a folder that was copied', async () => {
    const dataDir = await usedDataDir()
    const original = await start(dataDir)
    const copied = await aDataDir()
    copyFileSync(join(dataDir, 'servers.json'), join(copied, 'servers.json'))
    expect((await start(copied)).databaseUrl).not.toBe(original.databaseUrl)
  })

  test('refuse data whose password is lost, and say what to do', async () => {
    const dataDir = await usedDataDir()
    rmSync(join(dataDir, 'servers.json'))
    await expect(start(dataDir)).rejects.toThrow('bring it back, or move')
  })

  test('are not started in the place of what was given', async () => {
    const given = { databaseUrl: 'postgres://elsewhere/shop', redisUrl: 'redis://elsewhere' }
    const unused = join(await aDataDir(), 'unused')
    expect(await ensureServers({ ...given, dataDir: unused, say: () => {} })).toMatchObject(given)
    expect(existsSync(unused)).toBe(false)
  })
})

type Urls = Pick<Servers, 'databaseUrl' | 'redisUrl'>

async function otherProgram(dataDir: string): Promise<{ program: Program; urls: Urls }> {
  const program = await startOtherProgram(dataDir)
  const [, urls] = await program.says(/ready (\{.*\})/)
  return { program, urls: JSON.parse(urls!) as Urls }
}

async function leaveTraces({ databaseUrl, redisUrl }: Urls): Promise<void> {
  await query(databaseUrl, 'create table traces as select 42 as n')
  await onRedis(redisUrl, redis => redis.set('trace', '42'))
}

async function expectTraces({ databaseUrl, redisUrl }: Urls): Promise<void> {
  expect(await query(databaseUrl, 'select n from traces')).toEqual([{ n: 42 }])
  expect(await onRedis(redisUrl, redis => redis.get('trace'))).toBe('42')
}

async function expectStopped({ databaseUrl, redisUrl }: Urls): Promise<void> {
  await expect(query(databaseUrl, 'select 1')).rejects.toThrow('ECONNREFUSED')
  await expect(onRedis(redisUrl, redis => redis.ping())).rejects.toThrow()
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client(url)
  await client.connect()
  return (await client.query(text).finally(() => client.end())).rows
}

async function redisSettings(url: string): Promise<Record<string, string | undefined>> {
  const names = ['appendonly', 'appendfsync', 'maxmemory-policy', 'bind']
  const answer = await onRedis(url, redis => redis.config('GET', ...(names as [string])))
  return Object.fromEntries(names.map(name => [name, answer[answer.indexOf(name) + 1]]))
}

async function onRedis<T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: null, maxRetriesPerRequest: 0 })
  redis.on('error', () => {}) // the command fails with it too
  return await work(redis).finally(() => redis.disconnect())
}

function guessing(url: string): string {
  const changed = new URL(url)
  changed.password = 'guess'
  return changed.href
}

function pidsIn(dataDir: string): number[] {
  const { running } = JSON.parse(readFileSync(join(dataDir, 'servers.json'), 'utf8')) as {
    running: Record<string, { process: { pid: number } }>
  }
  return Object.values(running).map(({ process }) => process.pid)
}
