// As which user a server runs when the program is root: PostgreSQL refuses root, and Redis does not need it.
// Must not create users and must not change the mode of any folder it did not make.
//
// A clone in /root (mode 0700) is closed to every other user, binaries and data alike. There the server is started with
// the one capability of passing by file modes (CAP_DAC_OVERRIDE), kept over the change of user by setpriv. Copies under
// /var/lib were rejected: the data would outlive a removed clone. User namespaces were rejected: containers forbid them.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { BARE_ENVIRONMENT } from './bare-environment.js'

export interface Account {
  uid: number
  gid: number
}

export interface Command {
  command: string
  args: string[]
  uid?: number
  gid?: number
}

/** The account for a data folder: none for an ordinary user; for root its owner (or its parent's), else `postgres`, else `nobody`. */
export function accountFor(folder: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  const owner = statSync(existsSync(folder) ? folder : dirname(folder))
  if (owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  const account = accountNamed('postgres') ?? accountNamed('nobody')
  if (!account)
    throw new Error('as root, PostgreSQL needs a user "postgres" or "nobody" to run as; or set DATABASE_URL')
  return account
}

/** The command as the account, able to use the given places. */
export function runAs(
  account: Account | undefined,
  command: string,
  args: string[],
  places: string[],
): Command {
  if (!account) return { command, args }
  if ([command, ...places].every(isOpenToAll)) return { command, args, ...account }
  const options = keepFileAccess(account)
  if (spawnSync('setpriv', [...options, command, '--version'], { env: BARE_ENVIRONMENT }).status !== 0) {
    throw new Error(
      `as root, a server runs as another user, and that user cannot use ${command} or ${places.join(', ')}, and "setpriv" ` +
        '(of util-linux) could not help; work in a folder open to all, such as /srv, or set DATABASE_URL and REDIS_URL',
    )
  }
  return { command: 'setpriv', args: [...options, command, ...args] }
}

// Without no_setuid_fixup, access(2) leaves out the capabilities of anyone but root, and PostgreSQL looks with it first.
function keepFileAccess({ uid, gid }: Account): string[] {
  const capability = [
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
    '--securebits=+no_setuid_fixup',
  ]
  return [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', ...capability, '--']
}

function isOpenToAll(place: string): boolean {
  for (let folder = dirname(place); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false
    if (folder === dirname(folder)) return true
  }
}

function accountNamed(name: string): Account | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find(entry => entry.startsWith(`${name}:`))
  const [, , uid, gid] = line?.split(':') ?? []
  // macOS writes nobody's -2 as a signed number.
  return uid && gid ? { uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 } : undefined
}
