import { existsSync } from 'node:fs'
import { chmod, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { aDataDir, startOtherProgram } from '../../support/private-servers.js'

/** Nobody asks whether it is there. */
const given = { DATABASE_URL: 'postgres://elsewhere/shop' }
const isRoot = process.getuid?.() === 0

// The commands of these tests stand in for the real ones on a PATH that holds nothing else.
const APT_GET = `#!/bin/sh
here=$(/usr/bin/dirname "$0")
echo "$@" >> "$here/apt-get.calls"
[ "$1" = update ] && echo yes > "$here/updated"
[ -f "$here/updated" ] || exit 100
/bin/ln -sf "$(PATH=/usr/local/bin:/usr/bin command -v redis-server)" "$here/redis-server"`

const DOCKER = `#!/bin/sh
[ "$1" = run ] || exit 0
port=$(echo "$@" | /bin/sed 's/.*127.0.0.1:\\([0-9]*\\):6379.*/\\1/')
data=$(echo "$@" | /bin/sed 's/.*--volume \\(.*\\):\\/data.*/\\1/')
PATH=/usr/local/bin:/usr/bin
{ sed "s#dir /data#dir $data#"; echo "port $port"; } | { cat > "$data.conf"; }
exec redis-server "$data.conf"`

describe('without Redis on the PATH', () => {
  test.runIf(isRoot)('the package manager adds it, and that is said', async () => {
    const path = await aPath({ 'apt-get': APT_GET })
    const program = await startOtherProgram(await aDataDir(), { ...given, PATH: path })
    await program.says(/ready/)
    expect(program.output()).toContain('installing it now: apt-get install -y redis-server')
    await program.kill('SIGTERM')
  })

  test.runIf(!isRoot)('nothing is installed where that needs a password', async () => {
    const path = await aPath({ 'apt-get': APT_GET })
    const program = await startOtherProgram(await aDataDir(), { ...given, PATH: path })
    await program.says(/no Redis: .* "sudo apt-get install -y redis-server"/)
    expect(existsSync(join(path, 'apt-get.calls'))).toBe(false)
  })

  test('a container runs it where a Docker engine answers', async () => {
    const dataDir = await aDataDir()
    const program = await startOtherProgram(dataDir, { ...given, PATH: await aPath({ docker: DOCKER }) })
    await program.says(/ready/)
    expect(program.output()).toContain('starting it with Docker')
    expect(existsSync(join(dataDir, 'redis/appendonlydir'))).toBe(true)
    await program.kill('SIGTERM')
  })

  test('the error says what to type where nothing else helps', async () => {
    const program = await startOtherProgram(await aDataDir(), { ...given, PATH: await aPath({}) })
    await program.says(/no Redis: set REDIS_URL, or install one with "docker run/)
    expect(await program.exited).toMatchObject({ code: 1 })
  })
})

async function aPath(commands: Record<string, string>): Promise<string> {
  const folder = await aDataDir()
  for (const [name, script] of Object.entries(commands)) {
    await writeFile(join(folder, name), script)
    await chmod(join(folder, name), 0o755)
  }
  await symlink(process.execPath, join(folder, 'node'))
  return folder
}
