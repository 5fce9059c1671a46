// Keys, as the description of the API tells of them.
import type { ProblemCodes } from '../platform/openapi/index.js'

export const keyProblems: ProblemCodes = {
  401: ['key_missing', 'key_invalid'],
  403: ['scope_missing'],
  503: ['keys_unavailable'],
}

/** Of a key that stands in a page. */
export const publicKeyProblems: ProblemCodes = {
  401: ['key_invalid'],
  403: ['key_not_public'],
  503: ['keys_unavailable'],
}

export const aboutKeys = `\`triggerfish keys create --scope SCOPE\` makes a key and shows it once. It belongs to one source, a storefront or a provider.

- \`ingest\`: brings events in
- \`read\`: reads
- \`write\`: changes the catalog, suppressions and experiments
- \`admin\`: may do everything
- \`script\`: stands alone, for a key in the pages of a shop, which may do nothing but post from there`
