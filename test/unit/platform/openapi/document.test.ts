// What the description of an API is made of: every rule with a route of its own.
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type DescribedRoute, openApiDocument } from '../../../../src/platform/openapi/index.js'

const ship = z.object({ name: z.string().trim().min(1) })
const route: DescribedRoute = {
  method: 'get',
  path: '/v1/ships/:id',
  name: 'getShip',
  summary: 'A ship',
  params: { id: z.string().meta({ description: 'Its id.' }) },
  answers: { 200: { description: 'The ship.', content: { 'application/json': ship } } },
}

const documentOf = (routes: readonly DescribedRoute[], schemas = {}) =>
  JSON.parse(
    JSON.stringify(
      openApiDocument({
        ...{ title: 'Ships', description: '', version: '1.0.0', serverUrl: 'https://ships.example' },
        areas: [{ tag: 'Ships', description: 'At sea.', routes, schemas }],
        aboutKeys: 'A key.',
        keyProblems: { 401: ['key_missing'], 503: ['keys_unavailable'] },
      }),
    ),
  )

describe('a route', () => {
  test('has its parameters by place, and those that may be left out are not required', () => {
    const query = {
      limit: z.coerce.number().int().max(9).default(3).meta({ description: 'How many.' }),
      of: z.string(),
    }
    const { paths } = documentOf([{ ...route, query }])
    expect(paths['/v1/ships/{id}'].get.parameters).toMatchObject([
      { name: 'id', in: 'path', required: true, description: 'Its id.', schema: { type: 'string' } },
      { name: 'limit', in: 'query', required: false, schema: { type: 'integer', maximum: 9, default: 3 } },
      { name: 'of', in: 'query', required: true },
    ])
  })

  test('that leaves a parameter of its path undescribed is refused, and so is one too many', () => {
    expect(() => documentOf([{ ...route, params: {} }])).toThrow('getShip: describe id')
    expect(() => documentOf([{ ...route, path: '/v1/ships' }])).toThrow('not id')
  })

  test('without a scope asks for no key; with one it may answer what keys are refused with', () => {
    const open = documentOf([route]).paths['/v1/ships/{id}'].get
    expect(open.security).toEqual([])
    expect(Object.keys(open.responses)).toEqual(['200', 'default'])
    const keyed = documentOf([{ ...route, scope: 'read' }]).paths['/v1/ships/{id}'].get
    expect(keyed.security).toEqual([{ key: ['read'] }])
    expect(Object.keys(keyed.responses)).toEqual(['200', '401', '503', 'default'])
  })

  test('has all codes of a status together, whoever they come from', () => {
    const problems = [{ 503: ['database_unavailable'] }, { 503: ['keys_unavailable', 'away'] }]
    const { paths, components } = documentOf([{ ...route, scope: 'read', problems }])
    const name = 'AwayOrDatabaseUnavailableOrKeysUnavailable503'
    expect(paths['/v1/ships/{id}'].get.responses[503]).toEqual({ $ref: `#/components/responses/${name}` })
    expect(components.responses[name]).toMatchObject({ headers: { 'Retry-After': {} } })
    expect(JSON.stringify(components.responses[name])).toContain(
      '{"enum":["away","database_unavailable","keys_unavailable"]}',
    )
  })
})

describe('a schema', () => {
  test('is there once under its name, and everybody refers to it', () => {
    const list = { ...route, path: '/v1/ships', params: {}, name: 'listShips' }
    const ships = { 200: { description: 'All.', content: { 'application/json': z.array(ship) } } }
    const { components } = documentOf([route, { ...list, answers: ships }], { Ship: ship })
    expect(Object.keys(components.schemas)).toEqual(['Problem', 'Ship', 'ListShipsAnswer'])
    expect(components.schemas.ListShipsAnswer).toEqual({
      type: 'array',
      items: { $ref: '#/components/schemas/Ship' },
    })
  })

  test('shares its name with no other', () => {
    expect(() => documentOf([route], { GetShipAnswer: z.string() })).toThrow('Two schemas')
  })

  test('is what comes in: before defaults and conversions', () => {
    const body = z.strictObject({
      days: z.string().regex(/^\d$/).transform(Number),
      note: z.string().default(''),
    })
    const { components } = documentOf([{ ...route, method: 'post', body: { 'application/json': body } }])
    expect(components.schemas.GetShipBody).toMatchObject({
      properties: { days: { type: 'string', pattern: '^\\d$' } },
      required: ['days'],
      additionalProperties: false,
    })
  })
})
