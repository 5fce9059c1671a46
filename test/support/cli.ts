// The command line as a test runs it: in this process, with servers and files of the test's own.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished, vi } from 'vitest'
import { runCli } from '../../src/cli/run-cli.js'
import { aRedis } from './redis.js'

/** Answers the exit code and what was written to each of the two outputs. */
export async function cli(...args: string[]) {
  const [out, err]: [string[], string[]] = [[], []]
  const code = await runCli(args, { write: text => out.push(text) }, { write: text => err.push(text) })
  return { code, out: out.join(''), err: err.join('') }
}

/** Until the test is over, commands use this database and the tests' Redis. */
export function giveServers(databaseUrl: string): void {
  vi.stubEnv('DATABASE_URL', databaseUrl)
  vi.stubEnv('REDIS_URL', aRedis().url)
  onTestFinished(() => void vi.unstubAllEnvs())
}

/** A file in a folder that goes when the test is over; what a command writes beside it goes too. */
export async function aFileNamed(name: string, content: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tf-cli-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, name), content)
  return join(folder, name)
}
