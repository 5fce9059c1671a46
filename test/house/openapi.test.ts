// GET /openapi.json is a contract: it names every route that is wired and no other, is OpenAPI 3.1, knows the codes that the
// reference knows, and the examples of the reference fit it. Whether answers fit it: test/integration/openapi/answers.test.ts.
import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { JsonSchema } from '../../src/journeys/workspace/json-schemas.js'
import { describeApi } from '../../src/openapi.js'
import { isValid } from '../support/json-schema.js'
import { type WiredRoute, wire, wiredIn } from '../support/wired-routes.js'
import { filesIn, read, withoutComments } from './files.js'

interface Content {
  readonly [type: string]: { readonly schema: JsonSchema }
}
interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, Answer>>
}
interface Answer {
  readonly $ref?: string
  readonly content?: Content
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>
    readonly responses: Readonly<Record<string, Answer>>
  }
}

const document = JSON.parse(JSON.stringify(describeApi('https://journeys.example.com'))) as Document
const { schemas, responses } = document.components
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
)

/** The wired route that answers there: the first that fits, as in Express. */
const answering = (wired: readonly WiredRoute[], method: string, path: string): string =>
  wired.find(route => {
    const [its = '', pattern = ''] = route.split(' ')
    const shape = pattern.replace(/[.]/g, '\\.').replace(/:\w+/g, '[^/]+')
    return its === method && new RegExp(`^${shape}$`).test(path)
  }) ?? `nothing answers ${method} ${path}`

describe('the document', () => {
  test('is OpenAPI 3.1, with every reference leading somewhere', async () => {
    const validator = new Validator()
    expect(await validator.validate({ ...structuredClone(document) })).toEqual({ valid: true })
    expect(validator.version).toBe('3.1')
    const named = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/([^"]+)"/g)]
    const there = [...Object.keys(schemas), ...Object.keys(responses)]
    expect(named.length).toBeGreaterThan(100)
    expect(named.map(([, , name]) => name!).filter(name => !there.includes(name))).toEqual([])
  })

  test('has every wired route, and no other', async () => {
    const { http, close } = wire()
    onTestFinished(close)
    const wired = wiredIn(http)
    expect(wired.length).toBeGreaterThan(40)
    const answered = operations.map(({ method, path }) => answering(wired, method, path))
    expect([...new Set(answered)].sort()).toEqual([...new Set(wired)].sort())
  })

  test.each([
    ['ingest', true],
    ['web', true],
    ['engine', false],
    ['dispatch', false],
  ] as const)('is served by the role %s: %s', (role, served) => {
    const { http, close } = wire({ roles: [role] })
    onTestFinished(close)
    const routes = wiredIn(http)
    expect(routes.includes('GET /openapi.json')).toBe(served)
    expect(routes).toContain('GET /health/ready')
  })

  test('calls every operation by a name of its own', () => {
    const names = operations.map(({ operation }) => operation.operationId)
    expect(new Set(names).size).toBe(names.length)
    expect(names.filter(name => !/^[a-z][a-zA-Z]+$/.test(name))).toEqual([])
  })

  test('has every report and list, each with its own parameters', () => {
    for (const path of ['/v1/reports/lift', '/v1/reports/caps', '/v1/reports/lists/shop-orders'])
      expect(document.paths).toHaveProperty([path, 'get', 'parameters'])
    expect(JSON.stringify(document.paths['/v1/reports/lift'])).toContain('"immature"')
  })
})

/** `404 report_not_found` */
const codesOf = (operation: Operation): string[] =>
  Object.entries(operation.responses).flatMap(([status, { $ref }]) => {
    const { schema } = responses[$ref?.split('/').at(-1) ?? '']?.content?.['application/problem+json'] ?? {}
    const [, mine] = schema?.allOf ?? []
    return (mine?.properties?.code?.enum ?? []).map(code => `${status} ${code}`)
  })

describe('codes of errors', () => {
  const described = new Set(operations.flatMap(({ operation }) => codesOf(operation)))
  /** Of no operation: what any request may be answered with. */
  const general = ['400 invalid_request', '404 not_found', '405 method_not_allowed', '500 internal_error']
  const page = read('docs/reference/api.md')
  const rows = [...page.slice(page.indexOf('\n## Errors\n')).matchAll(/^\| (\d{3}) +\| ([^|]+)\|/gm)]
  const listed = rows.flatMap(([, status, codes]) =>
    [...codes!.matchAll(/`(\w+)`/g)].map(([, code]) => `${status} ${code}`),
  )

  test('are those of the reference, with the same status', () => {
    expect([...described, ...general].sort()).toEqual(listed.sort())
    for (const code of general) expect(JSON.stringify(document)).toContain(`\`${code.slice(4)}\``)
  })

  test('are those that routes answer with', () => {
    const known = new Set([...listed.map(code => code.slice(4))])
    const files = filesIn('src', '.ts').filter(
      file => !file.startsWith('src/cli/') && /\bfrom '[./]*(platform\/)?http\//.test(read(file)),
    )
    expect(files.length).toBeGreaterThan(20)
    const thrown = files.flatMap(file =>
      [...withoutComments(read(file)).matchAll(/(?:\bcode: |\bunavailable\(\s*)'(\w+)'/g)].map(
        match => match[1]!,
      ),
    )
    expect([...new Set(thrown)].filter(code => !known.has(code))).toEqual([])
  })
})

describe('examples in docs/reference/api.md', () => {
  const fits = (content: Content | undefined, value: unknown): boolean => {
    const { schema } = content?.['application/json'] ?? {}
    return schema !== undefined && isValid(schema, value, schemas)
  }
  const sections = read('docs/reference/api.md').split(/^(?=## )/m)
  const requests = sections.flatMap(section =>
    [...section.matchAll(/^curl [\s\S]*?localhost:8080(\S+)[\s\S]*?-d '([\s\S]*?)'\n```/gm)].map(
      ([text, path, body]) => ({ method: /-X (\w+)/.exec(text)?.[1] ?? 'POST', path: path!, body: body! }),
    ),
  )
  const operationAt = (method: string, path: string): Operation | undefined =>
    operations.find(
      one => one.method === method && new RegExp(`^${one.path.replace(/\{\w+\}/g, '[^/{}]+')}$`).test(path),
    )?.operation

  test.each(requests)('$method $path: the request', ({ method, path, body }) => {
    expect(fits(operationAt(method, path)?.requestBody?.content, JSON.parse(body))).toBe(true)
  })

  test('there are some', () => {
    expect(requests.length).toBeGreaterThanOrEqual(3)
  })

  const answers = sections.flatMap(section => {
    const heading = section.split('\n')[0]!
    const paths = [...section.matchAll(/\/v1\/[\w/:-]+/g)].map(([path]) => path.replace(/:(\w+)/g, '{$1}'))
    return [...section.matchAll(/^```json\n([\s\S]*?)^```/gm)].map(([, json]) => ({
      heading,
      paths,
      json: json!,
    }))
  })

  test.each(answers)('$heading: $json', ({ paths, json }) => {
    const told = operations.filter(
      ({ path }) =>
        paths.includes(path) || paths.includes(path.replace(/^(\/v1\/reports\/)\w+$/, '$1{name}')),
    )
    const fitting = told.filter(({ operation }) =>
      Object.entries(operation.responses).some(
        ([status, { content }]) => /^2/.test(status) && fits(content, JSON.parse(json)),
      ),
    )
    expect(fitting.map(({ operation }) => operation.operationId)).not.toEqual([])
  })
})
