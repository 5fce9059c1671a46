// What the documents promise is there: links lead somewhere, commands exist, every dependency has its reason.
import { existsSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, test } from 'vitest'
import { filesIn, read, root } from './files.js'

interface Package {
  readonly scripts: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly optionalDependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}
const manifest = JSON.parse(read('package.json')) as Package
const atRoot = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'].filter(file =>
  existsSync(join(root, file)),
)
const documents = [...atRoot, 'journeys/README.md', ...filesIn('docs', '.md')]
const prose = (text: string): string => text.replace(/^```[\s\S]*?^```/gm, '')

/** GitHub's name for a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-')
const anchorsIn = (text: string): string[] =>
  [...prose(text).matchAll(/^#+ (.+)$/gm)].map(match => anchorOf(match[1]!))

describe('documents', () => {
  test.each(documents)('%s: every link leads somewhere', document => {
    const text = read(document)
    const links = [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map(match => match[1]!)
    const broken = links
      .filter(link => !/^(https?|mailto):/.test(link))
      .filter(link => {
        const [path = '', anchor] = link.split('#')
        const target = path === '' ? document : normalize(join(dirname(document), path))
        if (!existsSync(join(root, target))) return true
        return anchor !== undefined && target.endsWith('.md') && !anchorsIn(read(target)).includes(anchor)
      })
    expect(broken).toEqual([])
  })

  test.each(documents)('%s: every file it names is there', document => {
    const named = [
      ...read(document).matchAll(/`((?:src|test|migrations|docs|bench|journeys|\.ci)\/[\w./-]*\w)`/g),
    ]
    const missing = named.map(match => match[1]!).filter(path => !existsSync(join(root, path)))
    expect([...new Set(missing)]).toEqual([])
  })

  test.each(documents)('%s: every npm script it names is there', document => {
    const named = [...read(document).matchAll(/\bnpm (?:run (?:-s )?([a-z][\w:-]*)|(test|start)\b)/g)]
    const missing = named.map(match => match[1] ?? match[2]!).filter(name => !(name in manifest.scripts))
    expect(missing).toEqual([])
  })
})

describe('ARCHITECTURE.md', () => {
  const page = read('ARCHITECTURE.md')
  /** Of the table under a heading, what the first column has in code. */
  const listed = (heading: string): string[] => {
    const section = page.slice(page.indexOf(`\n## ${heading}\n`)).split(/\n## (?=\S)/)[1] ?? ''
    const columns = [...section.matchAll(/^\| ([^|]*`[^|]*) \|/gm)].map(match => match[1]!)
    return columns.flatMap(column => [...column.matchAll(/`([^`]+)`/g)].map(match => match[1]!))
  }

  test('names every table of the database once, and no other', () => {
    const tables = [...read('migrations/schema.sql').matchAll(/^table (\w+) \(/gm)].map(match => match[1]!)
    expect(tables.length).toBeGreaterThan(20)
    expect(listed('The tables').sort()).toEqual(tables.sort())
  })

  test('says of every folder of src what it is and must not do', () => {
    const folders = new Set(filesIn('src', '.ts').flatMap(file => /^src\/[^/]+(?=\/)/.exec(file) ?? []))
    const named = listed('The house')
    expect([...folders].filter(folder => !named.some(name => `${name}/`.startsWith(`${folder}/`)))).toEqual(
      [],
    )
  })
})

describe('docs/reference/api.md', () => {
  test('names every route', () => {
    const page = read('docs/reference/api.md')
    const routes = filesIn('src', '.ts')
      .filter(file => file.endsWith('routes.ts'))
      .flatMap(file => [...read(file).matchAll(/\.(?:route|get|post|put|delete)\(\s*'(\/[^']*)'/g)])
      .map(match => match[1]!.replace('/k/:token', '/k/TOKEN'))
    expect(routes.length).toBeGreaterThan(8)
    expect(routes.filter(route => !page.includes(route))).toEqual([])
  })
})

describe('docs/dependencies.md', () => {
  const page = read('docs/dependencies.md')
  const lines = page.split('\n')
  const { dependencies, optionalDependencies, devDependencies } = manifest
  const wanted = Object.entries({ ...dependencies, ...optionalDependencies, ...devDependencies })

  test.each(wanted)('gives %s %s a line with the version that is installed', name => {
    const { version } = JSON.parse(read(`node_modules/${name}/package.json`)) as { version: string }
    const line = lines.find(text => text.startsWith(`| \`${name}\` |`))
    expect(line, `a line for ${name}`).toBeDefined()
    expect(line).toContain(`| ${version} |`)
  })

  test('has no line for what is gone', () => {
    const listed = [...page.matchAll(/^\| `([^`]+)` \| \d/gm)].map(match => match[1]!)
    expect(listed.filter(name => !wanted.some(([one]) => one === name))).toEqual([])
  })
})

describe('docs/README.md', () => {
  test('leads to every page of the documents', () => {
    const index = read('docs/README.md')
    const pages = [...filesIn('docs/reference', '.md'), ...filesIn('docs/adr', '.md'), 'docs/dependencies.md']
    expect(pages.filter(page => !index.includes(`](${page.replace('docs/', '')})`))).toEqual([])
  })
})

describe('decisions', () => {
  const pages = filesIn('docs/adr', '.md')

  test.each(pages)('%s: background, decision, consequences, on one page', page => {
    const text = read(page)
    const number = /\/(\d{4})-[a-z0-9-]+\.md$/.exec(page)?.[1]
    expect(text).toMatch(new RegExp(`^# 0*${Number(number)}[.:]? `))
    for (const heading of ['Background', 'Decision', 'Consequences'])
      expect(text).toMatch(new RegExp(`^## ${heading}`, 'm'))
    expect(text.split('\n').length).toBeLessThanOrEqual(80)
  })

  test('have one number each, without a gap', () => {
    const numbers = pages.map(page => Number(/\/(\d{4})-/.exec(page)?.[1]))
    expect(numbers).toEqual(numbers.map((_, index) => index + 1))
  })
})

describe('README.md', () => {
  test.runIf(existsSync(join(root, 'README.md')))('is short and gives the two commands', () => {
    const text = read('README.md')
    expect(text.split('\n').length).toBeLessThanOrEqual(120)
    expect(text).toContain('npm ci && npm run demo')
    expect(text).toContain('npm ci && npm test')
    expect(read('.ci/run')).toContain("'npm ci && npm test'")
  })
})
