// The door to workspaces: from a folder to what the database runs.
export { parseWorkspace } from './parse-workspace.js'
export { publishFolder } from './publish-folder.js'
export { type Published, publishWorkspace } from './publish-workspace.js'
export { readWorkspace, WorkspaceNotFound } from './read-workspace.js'
export type { Template, Workspace } from './workspace.js'
