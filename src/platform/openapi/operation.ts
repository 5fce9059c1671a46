// One described route as an operation of OpenAPI 3.1. Pure.
import type { z } from 'zod'
import type { Content, DescribedAnswer, DescribedRoute, ProblemCodes } from './described-route.js'
import { type Json, jsonSchemaOf, type NameOf, referenceTo } from './name-schemas.js'
import { headersOf, refusalsOf, responseTo } from './refusals.js'

/** What the document as a whole knows. */
export interface Surroundings {
  readonly tag: string
  readonly nameOf: NameOf
  /** What a route with a scope may answer besides its own. */
  readonly keyProblems: ProblemCodes
}

export const schemesOf = { key: 'key', userName: 'keyAsUserName' } as const

/** `/v1/customers/:key` → `/v1/customers/{key}` */
export const templateOf = (path: string): string => path.replace(/:(\w+)/g, '{$1}')

export function operationOf(route: DescribedRoute, around: Surroundings): Json {
  const { name, summary, description, body, bodyIsOptional } = route
  return {
    operationId: name,
    tags: [around.tag],
    summary,
    ...(description !== undefined && { description }),
    security: securityOf(route),
    ...parametersOf(route),
    ...(body && { requestBody: { required: !bodyIsOptional, content: contentOf(body, around.nameOf) } }),
    responses: responsesOf(route, around),
  }
}

/** OpenAPI 3.1 lets a key of HTTP name its scopes too. */
function securityOf({ scope, orAsUserName }: DescribedRoute): readonly Json[] {
  if (scope === undefined) return []
  return [{ [schemesOf.key]: [scope] }, ...(orAsUserName ? [{ [schemesOf.userName]: [scope] }] : [])]
}

function parametersOf({ name, path, params = {}, query = {} }: DescribedRoute): Json {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, parameter]) => parameter!)
  const strange = Object.keys(params).filter(parameter => !inPath.includes(parameter))
  const missing = inPath.filter(parameter => !params[parameter])
  if (strange.length + missing.length > 0)
    throw new Error(`${name}: describe ${missing.join(', ') || 'nothing more'}, not ${strange.join(', ')}`)
  const parameters = [
    ...inPath.map(parameter => parameterOf('path', parameter, params[parameter]!)),
    ...Object.entries(query).map(([parameter, schema]) => parameterOf('query', parameter, schema)),
  ]
  return parameters.length > 0 ? { parameters } : {}
}

function parameterOf(place: 'path' | 'query', name: string, parameter: z.ZodType): Json {
  const { description, ...schema } = jsonSchemaOf(parameter)
  const required = place === 'path' || !parameter.safeParse(undefined).success
  return { name, in: place, ...(description !== undefined && { description }), required, schema }
}

const contentOf = (content: Content, nameOf: NameOf): Json =>
  Object.fromEntries(
    Object.entries(content).map(([type, schema]) => [
      type,
      { schema: schema ? { $ref: referenceTo(nameOf(schema)) } : { type: 'string' } },
    ]),
  )

function responsesOf(route: DescribedRoute, { nameOf, keyProblems }: Surroundings): Json {
  const answers = Object.entries(route.answers).map(([status, answer]) => [
    status,
    responseOf(answer, nameOf),
  ])
  const refusals = refusalsOf(route, keyProblems).map(refusal => [refusal.status, responseTo(refusal)])
  return { ...Object.fromEntries([...answers, ...refusals]), default: responseTo('AnyProblem') }
}

const responseOf = ({ description, content, headers }: DescribedAnswer, nameOf: NameOf): Json => ({
  description,
  ...(headers && { headers: headersOf(headers) }),
  ...(content && { content: contentOf(content, nameOf) }),
})
