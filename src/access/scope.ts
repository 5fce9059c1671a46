// What a key allows. Pure.
export const scopes = ['ingest', 'read', 'write', 'admin', 'script'] as const
export type Scope = (typeof scopes)[number]

/** Who is asking: the source an event will belong to, and what they may do. */
export interface Principal {
  readonly source: string
  readonly scopes: readonly Scope[]
}

/** A key that may stand in a page for everybody to read, because it can do nothing but bring what pages may say. */
export const isPublic = ({ scopes }: Pick<Principal, 'scopes'>): boolean =>
  scopes.length === 1 && scopes[0] === 'script'

/** `admin` may do everything. */
export const mayDo = (principal: Principal, scope: Scope): boolean =>
  principal.scopes.includes(scope) || principal.scopes.includes('admin')
