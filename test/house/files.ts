// The repository's own files, for the tests by which it tests itself.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))

export const read = (path: string): string => readFileSync(join(root, path), 'utf8')

/** Paths from the root, with slashes. A folder that is not there yet has no files. */
export function filesIn(folder: string, extension: string): string[] {
  try {
    return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile() && entry.name.endsWith(extension))
      .map(entry => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .filter(path => !path.includes('node_modules/'))
      .sort()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** What runs: without comments, which may speak of what is forbidden. Strings stay. */
export const withoutComments = (source: string): string =>
  source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')

export interface Finding {
  readonly file: string
  readonly line: number
  readonly text: string
}

/** Every line of these files that matches. */
export function linesMatching(files: readonly string[], pattern: RegExp): Finding[] {
  return files.flatMap(file =>
    read(file)
      .split('\n')
      .flatMap((text, index) =>
        pattern.test(withoutComments(text)) && !/^\s*\*/.test(text)
          ? [{ file, line: index + 1, text: text.trim() }]
          : [],
      ),
  )
}
