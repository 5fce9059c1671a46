// One script of several modules: in order, without imports, and an error for what cannot be taken.
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { bundle } from '../../../../src/ingest/script/bundle.js'

const modules = (files: Record<string, string>) => new Map(Object.entries(files))

test('modules come after those they need, once, in one function', () => {
  const script = bundle(
    modules({
      main: "import { twice } from './twice.js';\nimport { one } from './one.js';\nresult.push(twice(one));\n",
      twice: "import { one } from './one.js';\nexport function twice(n) { return n * 2 * one; }\n",
      one: 'export const one = 1;\n',
    }),
    'main',
    'a banner',
  )
  const context = { result: [] }
  runInNewContext(script, context)
  expect(context.result).toEqual([2])
  expect(Object.keys(context)).toEqual(['result'])
  expect(script.startsWith('/* a banner */\n')).toBe(true)
})

test.each([
  [{ main: "import { a } from './gone.js';\n" }, 'gone.js is missing'],
  [{ main: "import { a } from './a.js';\n", a: "import { b } from './main.js';\n" }, 'needs itself'],
  [{ main: "import { a } from './a.js';\nconst b = 1;\n", a: 'export const b = 2;\n' }, 'the name b'],
  [{ main: 'export default 1;\n' }, 'cannot take'],
  [{ main: "import x from 'a-package';\n" }, 'cannot take'],
  [{ main: "import('./a.js');\n" }, 'cannot take'],
])('%j is an error: %s', (files, message) => {
  expect(() => bundle(modules(files), 'main', '')).toThrow(message)
})
