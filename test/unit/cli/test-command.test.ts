import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cli } from '../../support/cli.js'
import { aWorkspace } from '../../support/workspace-files.js'

async function folderOf(files: Readonly<Record<string, unknown>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'triggerfish-test-'))
  for (const { path, text } of aWorkspace(files as Parameters<typeof aWorkspace>[0])) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  return folder
}

const greets = {
  name: 'Whoever adds something is greeted',
  when: [{ at: '0m', event: 'product_added' }],
  then: ['0m welcome entered', '0m welcome sent hello email hello', '0m welcome exited completed'],
}
const waitsInVain = {
  name: 'Whoever looks is greeted',
  when: [{ at: '0m', event: 'product_viewed' }],
  then: ['0m welcome entered'],
}
const testsOf = (...cases: object[]) => ({ 'welcome.test.json': { cases } })

describe('test', () => {
  it('answers 0 when all is as the tests say', async () => {
    const folder = await folderOf(testsOf(greets))
    expect(await cli('test', folder)).toEqual({
      code: 0,
      out: 'welcome\n  ✓ Whoever adds something is greeted\n1 test: 1 passed, 0 failed.\n',
      err: '',
    })
  })

  it('answers 1 when one fails, and shows what was to happen and what did', async () => {
    const wrong = { ...greets, name: 'Nobody is greeted', then: ['0m welcome entered', '0m welcome sent x'] }
    const { code, out, err } = await cli('test', await folderOf(testsOf(greets, wrong)))
    expect({ code, err }).toEqual({ code: 1, err: '1 test failed.\n' })
    expect(out.split('\n')).toEqual([
      'welcome',
      '  ✓ Whoever adds something is greeted',
      '  ✗ Nobody is greeted',
      '      0m welcome entered',
      '    - 0m welcome sent x',
      '    + 0m welcome sent hello email hello',
      '    + 0m welcome exited completed',
      'In failed tests: - was to happen, + happened instead.',
      '2 tests: 1 passed, 1 failed.',
      '',
    ])
  })

  it('says why a test could not be run, and goes on with the next', async () => {
    const impossible = {
      name: 'An order without an id',
      when: [{ at: '0m', event: 'order_completed', properties: {} }],
      then: [],
    }
    const { code, out } = await cli('test', await folderOf(testsOf(impossible, greets)))
    expect(code).toBe(1)
    expect(out).toMatch(/the event order_completed at 0m could not be posted: properties\.order/)
    expect(out).toContain('✓ Whoever adds something is greeted')
  })

  it('gives the same as data', async () => {
    const { code, out } = await cli('test', await folderOf(testsOf(greets, waitsInVain)), '--json')
    expect(code).toBe(1)
    expect(JSON.parse(out)).toEqual({
      passed: 1,
      failed: 1,
      journeys: [
        {
          journey: 'welcome',
          file: 'welcome.test.json',
          tests: [
            { name: greets.name, passed: true, expected: greets.then, actual: greets.then, error: null },
            { name: waitsInVain.name, passed: false, expected: waitsInVain.then, actual: [], error: null },
          ],
        },
      ],
      untested: [],
    })
  })

  it('names a journey without tests', async () => {
    const { code, out } = await cli('test', await folderOf({}))
    expect(code).toBe(0)
    expect(out).toBe('welcome has no tests: write welcome.test.json\n0 tests: 0 passed, 0 failed.\n')
  })

  it('runs the tests of one journey, and knows when there is none of that name', async () => {
    const folder = await folderOf(testsOf(greets))
    expect(await cli('test', folder, '--journey', 'welcome')).toMatchObject({ code: 0 })
    expect(await cli('test', folder, '--journey', 'wellcome')).toEqual({
      code: 2,
      out: '',
      err: 'The workspace has no journey "wellcome".\n',
    })
  })

  it('runs nothing on a workspace with errors, and says where they are', async () => {
    const broken = await folderOf({ ...testsOf(greets), 'welcome.journey.json': '{' })
    const { code, out, err } = await cli('test', broken)
    expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/no test was run/) })
    expect(out).toContain('welcome.journey.json')
    expect(out).not.toContain('✓')
  })

  it('answers 2 to a folder that is not there', async () => {
    expect(await cli('test', '/nowhere/at/all')).toMatchObject({ code: 2, out: '' })
  })
})

describe('a test file', () => {
  it.each([
    ['that is no JSON', '{', /json_syntax|line 1/],
    ['without tests', { cases: [] }, /cases/],
    ['with a slip of the pen', { cases: [{ ...greets, whenn: [] }] }, /whenn/],
    [
      'with properties of no event',
      { cases: [{ ...greets, when: [{ at: '0m', properties: {} }] }] },
      /belong/,
    ],
    ['with a time that is none', { cases: [{ ...greets, when: [{ at: 'soon' }] }] }, /offset/],
    [
      'that names a journey which is not there',
      { with: ['welcom'], cases: [greets] },
      /did you mean "welcome"/,
    ],
  ])('%s is an error that names the file', async (_, file, words) => {
    const { code, out } = await cli('test', await folderOf({ 'welcome.test.json': file }))
    expect(code).toBe(1)
    expect(out).toMatch(/^welcome\.test\.json(:\d+)? error /m)
    expect(out).toMatch(words)
  })

  it('of no journey is an error', async () => {
    const { code, out } = await cli('test', await folderOf({ 'other.test.json': { cases: [greets] } }))
    expect(code).toBe(1)
    expect(out).toMatch(/tests the journey "other", which is not there/)
  })
})

describe('check', () => {
  const slip = { 'welcome.test.json': { cases: [{ ...greets, whenn: [] }] } }

  it('finds what is wrong with tests too, and runs none', async () => {
    expect(await cli('check', await folderOf(testsOf(waitsInVain)))).toMatchObject({ code: 0 })
    const { code, out, err } = await cli('check', await folderOf(slip))
    expect({ code, err }).toEqual({ code: 1, err: 'The workspace has 1 error.\n' })
    expect(out).toMatch(/^welcome\.test\.json(:\d+)? error cases\[0\]: .*whenn/m)
  })

  it('tells of a broken journey beside them, and does not miss journeys that it cannot read', async () => {
    const tests = { ...slip, 'other.test.json': { with: ['nobody'], cases: [greets] } }
    const { code, out } = await cli('check', await folderOf({ ...tests, 'welcome.journey.json': '{' }))
    expect(code).toBe(1)
    expect(out).toMatch(/^welcome\.journey\.json.* error/m)
    expect(out).toMatch(/^welcome\.test\.json.* error/m)
    expect(out).not.toContain('other.test.json')
  })
})
