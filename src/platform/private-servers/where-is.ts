// The full path of a command on the PATH. Asks the shell, because only platform/config.ts reads the environment.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const execute = promisify(execFile)

export async function whereIs(command: string): Promise<string | undefined> {
  try {
    const { stdout } = await execute('/bin/sh', ['-c', `command -v ${command}`])
    return stdout.trim() || undefined
  } catch {
    return undefined
  }
}
