// Reads a map file and says in words what is wrong with it.
import { readFile } from 'node:fs/promises'
import type { z } from 'zod'
import { Problem } from '../problem.js'
import { type EventMap, mapSchema } from './map-schema.js'

/** Throws a `Problem` that names the file and every fault by its path. */
export async function readMap(file: string): Promise<EventMap> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Problem(`Cannot read the map ${file}: ${error.code}`)
  })
  const parsed = mapSchema.safeParse(parseJson(file, text))
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map(issue => `  ${pathOf(issue)}: ${wordsOf(issue)}`)
  throw new Problem([`The map ${file} cannot be used:`, ...faults].join('\n'))
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Problem(`The map ${file} is not JSON: ${(error as Error).message}`)
  }
}

const pathOf = (issue: z.core.$ZodIssue): string => issue.path.map(String).join('.') || 'the map'

function wordsOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys')
    return `does not know ${issue.keys.map(key => `"${key}"`).join(', ')}`
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'is missing'
  return issue.message
}
