// Reads the folder a marketer owns. The only place that touches its files; what they mean is parse-workspace's.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { error, findingOf, type WorkspaceFile } from '../definition/finding.js'
import { type ParsedWorkspace, parseWorkspace } from './parse-workspace.js'

/** Characters. Far above any journey or template; keeps a stray export from being parsed. */
const largestFile = 1_000_000
const folders = ['', 'segments', 'templates', 'blocks', 'events']

/** There is no such folder, or it may not be read. */
export class WorkspaceNotFound extends Error {
  readonly code = 'workspace_not_found'
}

/** The workspace in this folder, and everything wrong with it. Throws WorkspaceNotFound. */
export async function readWorkspace(folder: string): Promise<ParsedWorkspace> {
  const files = await readFiles(folder)
  const small = files.filter(({ text }) => text.length <= largestFile)
  const parsed = await parseWorkspace(small)
  if (small.length === files.length) return parsed
  const tooLarge = files
    .filter(file => !small.includes(file))
    .map(({ path }) => findingOf(path, tooLargeFault))
  return { workspace: null, findings: [...tooLarge, ...parsed.findings] }
}

const tooLargeFault = error(
  'file_too_large',
  [],
  'is larger than 1 MB and was not read; is it in the right folder?',
)

async function readFiles(root: string): Promise<WorkspaceFile[]> {
  const lists = await Promise.all(folders.map(folder => namesIn(root, folder)))
  const paths = lists.flat().sort()
  return await Promise.all(
    paths.map(async path => ({ path, text: await readFile(join(root, path), 'utf8') })),
  )
}

/** Files only, one level deep. A folder that nobody needs may be absent; the workspace itself may not. */
async function namesIn(root: string, folder: string): Promise<string[]> {
  try {
    const entries = await readdir(join(root, folder), { withFileTypes: true })
    const names = entries.filter(entry => !entry.isDirectory()).map(({ name }) => name)
    return names.map(name => (folder === '' ? name : `${folder}/${name}`))
  } catch (failure) {
    if (folder !== '' && (failure as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw new WorkspaceNotFound(`the workspace ${join(root, folder)} cannot be read`, { cause: failure })
  }
}
