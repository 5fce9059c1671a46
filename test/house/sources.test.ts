// What STYLE.md and DESIGN §7 say about every source file, as far as imports do not tell.
import { describe, expect, test } from 'vitest'
import { filesIn, linesMatching, read } from './files.js'

const sources = [...filesIn('src', '.ts'), ...filesIn('bench', '.ts'), ...filesIn('migrations', '.ts')]
const inFolders = (...folders: readonly string[]) =>
  sources.filter(file => folders.some(folder => file.startsWith(`src/${folder}/`)))

describe('every source file', () => {
  test('there are some', () => {
    expect(sources.length).toBeGreaterThan(100)
  })

  test('opens with a comment that tells what it is for', () => {
    const silent = sources.filter(file => !/^(#!.*\n)?\/\/ \S+/.test(read(file)))
    expect(silent).toEqual([])
  })

  test('can be read in one go: at most 250 lines', () => {
    // A migration is a list of statements and is never changed.
    const long = sources.filter(
      file => !file.startsWith('migrations/') && read(file).trimEnd().split('\n').length > 250,
    )
    expect(long).toEqual([])
  })

  test('has a kebab-case name that says what is in it', () => {
    const odd = sources.filter(file => {
      const name = file.split('/').at(-1) ?? ''
      return (
        !/^[a-z0-9]+(-[a-z0-9]+)*\.ts$/.test(name) || /\b(utils?|helpers?|managers?|common|misc)\b/.test(name)
      )
    })
    expect(odd).toEqual([])
  })

  test('exports by name, and a door names what it lets out', () => {
    expect(linesMatching(inFolders(''), /^export default\b/)).toEqual([])
    expect(linesMatching(sources, /^export \* from\b/)).toEqual([])
  })
})

describe('one place for each', () => {
  test('the environment is read in platform/config.ts only', () => {
    const others = filesIn('src', '.ts').filter(file => file !== 'src/platform/config.ts')
    expect(linesMatching(others, /\bprocess\.env\b/)).toEqual([])
  })

  test('queries are built in stores and queries only', () => {
    const others = filesIn('src', '.ts').filter(
      file => !/-(store|queries)\.ts$/.test(file) && !file.startsWith('src/db/'),
    )
    expect(linesMatching(others, /\.(selectFrom|insertInto|updateTable|deleteFrom|mergeInto)\(/)).toEqual([])
  })

  test('SQL is never put together from text', () => {
    expect(linesMatching(filesIn('src', '.ts'), /\bsql\.(raw|lit)\b/)).toEqual([])
  })
})

describe('time and chance', () => {
  const impure =
    /\b(Date\.now|Math\.random|performance\.(now|timeOrigin)|process\.hrtime|randomUUID|crypto|setTimeout|setInterval|setImmediate|fetch)\b|new Date\(\)|\bDate\(\)/

  test('the model, definitions, the engine and statistics know neither', () => {
    const pure = inFolders('model', 'journeys/definition', 'journeys/engine', 'statistics')
    expect(pure.length).toBeGreaterThan(20)
    // The one function of crypto that is the same for ever: ids are named after their cause by it.
    const hashing = "import { hash } from 'node:crypto'"
    expect(linesMatching(pure, impure).filter(({ text }) => text !== hashing)).toEqual([])
  })

  test('the engine names rows by their cause, never at random', () => {
    expect(linesMatching(inFolders('journeys/engine', 'journeys/definition'), /\bnewId\b/)).toEqual([])
  })

  test('no rule of the product reads the clock of its machine', () => {
    const domains = inFolders(
      'customers',
      'conversions',
      'catalog',
      'journeys',
      'pipeline',
      'dispatch',
      'ingest',
      'reports',
      'rollups',
      'experiments',
      'audits',
      'access',
      'workbench',
    )
    expect(linesMatching(domains, /\bDate\.now\b|new Date\(\)|\bDate\(\)/)).toEqual([])
  })

  test('the search finds what it looks for', () => {
    for (const text of [
      'Date.now()',
      'at: new Date()',
      'Math.random() * 3',
      'performance.now()',
      "from 'node:crypto'",
    ])
      expect(text).toMatch(impure)
    for (const text of ['new Date(event.occurredAt)', 'readonly now: Date', 'run.now.getTime()'])
      expect(text).not.toMatch(impure)
  })
})
