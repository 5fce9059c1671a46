// What a key allows. Pure.
export const scopes = ['ingest', 'read', 'write', 'admin'] as const
export type Scope = (typeof scopes)[number]

/** Who is asking: the source an event will belong to, and what they may do. */
export interface Principal {
  readonly source: string
  readonly scopes: readonly Scope[]
}

/** `admin` may do everything. */
export const mayDo = (principal: Principal, scope: Scope): boolean =>
  principal.scopes.includes(scope) || principal.scopes.includes('admin')
