// package.json and its lock file: whether `npm ci` can work, here and on other platforms.
import { expect, test } from 'vitest'
import { read } from './files.js'

interface Locked {
  readonly version?: string
  readonly engines?: { readonly node?: string }
  readonly optional?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}
interface Package extends Locked {
  readonly bin: Readonly<Record<string, string>>
  readonly allowScripts: Readonly<Record<string, boolean>>
}
const manifest = JSON.parse(read('package.json')) as Package
const locked = (JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> }).packages
const paths = Object.keys(locked)

test('the lock file is of this package.json', () => {
  for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies', 'engines'] as const)
    expect(locked['']?.[kind]).toEqual(manifest[kind])
})

// A registry that lacks the package of another platform makes `npm install` leave it out, and then `npm ci` refuses the
// whole file. An entry with version, os and cpu is enough: npm skips it on every other platform.
test('the lock file names the packages of every platform', () => {
  const missing = paths.flatMap(path =>
    Object.keys(locked[path]?.optionalDependencies ?? {}).filter(
      name => !paths.some(other => other.endsWith(`node_modules/${name}`)),
    ),
  )
  expect(missing).toEqual([])
})

test('every package runs on Node 20.19', () => {
  const tooNew = paths.filter(path => {
    const { engines, optional } = locked[path]!
    const majors = [...(engines?.node ?? '').matchAll(/(?:>=|\^|^|\s)\s*(\d+)/g)].map(match =>
      Number(match[1]),
    )
    return !optional && majors.length > 0 && Math.min(...majors) > 20
  })
  expect(tooNew).toEqual([])
})

test('whatever runs a script at installation is named with a yes or no', () => {
  const scripted = paths.filter(path => (locked[path] as { hasInstallScript?: boolean }).hasInstallScript)
  const names = scripted.map(path => path.split('node_modules/').at(-1)!).filter(name => name !== 'fsevents')
  expect(Object.keys(manifest.allowScripts).sort()).toEqual(names.sort())
})
