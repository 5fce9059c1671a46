// What a report or a list can be asked for, told to people and programs: `GET /v1/reports`, `--help` and openapi.json.
import type { z } from 'zod'
import { type Askable, commonParameters } from './parse-request.js'

export interface Parameter {
  readonly name: string
  readonly description: string
  /** Where only these are possible. */
  readonly values?: readonly string[]
  readonly default?: string
}

/** The common ones come last. */
export const parametersOf = ({ parameters }: Askable): readonly Parameter[] =>
  [...Object.entries(parameters.shape), ...Object.entries(commonParameters.shape)].map(([name, schema]) =>
    parameterOf(name, schema as z.ZodType),
  )

function parameterOf(name: string, schema: z.ZodType): Parameter {
  const { values, usual } = insideOf(schema)
  return {
    name,
    description: schema.meta()?.description ?? '',
    ...(values && { values }),
    ...(usual !== undefined && { default: usual }),
  }
}

interface Inside {
  readonly values?: readonly string[]
  readonly usual?: string
}

/** Looks through what makes a parameter optional for what it may be. */
function insideOf(schema: z.ZodType): Inside {
  const { def } = schema as unknown as { def: Definition }
  const inner = def.innerType ? insideOf(def.innerType) : {}
  if (def.type === 'default') return { ...inner, usual: String(def.defaultValue) }
  return def.type === 'enum' ? { values: Object.values(def.entries ?? {}) } : inner
}

interface Definition {
  readonly type: string
  readonly innerType?: z.ZodType
  readonly defaultValue?: unknown
  readonly entries?: Readonly<Record<string, string>>
}
