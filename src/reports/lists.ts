// Every list there is.
import type { ListKind } from './list-kind.js'

export const listKinds: readonly ListKind[] = []
