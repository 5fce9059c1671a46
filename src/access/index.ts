// The door to access: keys, who they belong to, and the middleware in front of routes.
export { aboutKeys, keyProblems, publicKeyProblems } from './api.js'
export { type ApiKey, listKeys, revokeKey } from './api-key-store.js'
export { type Authenticator, createAuthenticator, KeysUnavailable } from './authenticator.js'
export { createKey, InvalidKeyRequest, type NewKey } from './create-key.js'
export { keyOwner, principalOf, publicKeyOwner, requireScope } from './require-scope.js'
export { type Principal, type Scope, scopes } from './scope.js'
