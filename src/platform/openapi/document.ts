// The OpenAPI 3.1 document of described routes. Pure; knows no route of the product.
import { z } from 'zod'
import type { DescribedArea, ProblemCodes } from './described-route.js'
import { type Json, nameSchemas } from './name-schemas.js'
import { operationOf, schemesOf, templateOf } from './operation.js'
import { refusalsOf, responsesFor } from './refusals.js'

export interface DocumentOptions {
  readonly title: string
  readonly description: string
  /** Of the program, which is that of its API. */
  readonly version: string
  /** How others see this server. */
  readonly serverUrl: string
  readonly areas: readonly DescribedArea[]
  /** What a key is and what its scopes allow, in Markdown. */
  readonly aboutKeys: string
  readonly keyProblems: ProblemCodes
}

/** RFC 9457, with our code. */
const problemSchema = z
  .looseObject({
    type: z.literal('about:blank'),
    title: z.string().meta({ description: 'For people; may change.' }),
    status: z.int(),
    code: z.string().meta({ description: 'Stable: branch on this.' }),
    detail: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ description: 'Why a request was not answered as it asked.' })

export function openApiDocument(options: DocumentOptions): Json {
  const { title, description, version, serverUrl, areas, keyProblems } = options
  const { nameOf, schemas } = nameSchemas(areas, { Problem: problemSchema })
  const refusals = areas.flatMap(({ routes }) => routes.flatMap(route => refusalsOf(route, keyProblems)))
  const paths: Record<string, Record<string, Json>> = {}
  for (const { tag, routes } of areas)
    for (const route of routes) {
      paths[templateOf(route.path)] ??= {}
      paths[templateOf(route.path)]![route.method] = operationOf(route, { tag, nameOf, keyProblems })
    }
  return {
    openapi: '3.1.0',
    info: { title, version, description, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: serverUrl }],
    tags: areas.map(area => ({ name: area.tag, description: area.description })),
    paths,
    components: { schemas, responses: responsesFor(refusals), securitySchemes: schemesWith(options) },
  }
}

const schemesWith = ({ aboutKeys }: DocumentOptions): Json => ({
  [schemesOf.key]: { type: 'http', scheme: 'bearer', bearerFormat: 'tf_…', description: aboutKeys },
  [schemesOf.userName]: {
    type: 'http',
    scheme: 'basic',
    description: 'The key as the user name, without a password.',
  },
})
