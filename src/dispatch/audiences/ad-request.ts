// How each platform is asked to add some to a list, or to take them from it. Pure. docs/reference/audiences.md says what a
// shop has to set up there.
import type { Audience } from '../../journeys/definition/audience-schema.js'
import type { IdentifierKind } from './identifiers.js'

export interface Identifier {
  readonly hash: string
  readonly kind: IdentifierKind
}

export interface AdRequest {
  readonly method: 'POST' | 'DELETE'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

interface Platform {
  /** Where it is, unless the settings say otherwise. */
  readonly base: string
  /** How many it takes at once. */
  readonly most: number
  readonly request: (audience: Audience, base: string, change: Change, ids: readonly Identifier[]) => Asked
}

type Change = 'add' | 'remove'
type Asked = Pick<AdRequest, 'method' | 'url'> & { readonly body: object }

const meta: Platform = {
  base: 'https://graph.facebook.com/v25.0',
  most: 10_000,
  request: ({ id }, base, change, ids) => ({
    method: change === 'add' ? 'POST' : 'DELETE',
    url: `${base}/${id}/users`,
    body: {
      payload: {
        schema: ['EMAIL', 'PHONE'],
        data: ids.map(({ kind, hash }) => (kind === 'email' ? [hash, ''] : ['', hash])),
      },
    },
  }),
}

/** The Data Manager API: one request, where the Google Ads API wants a job, its operations and a start. */
const google: Platform = {
  base: 'https://datamanager.googleapis.com/v1',
  most: 10_000,
  request: ({ id, account, loginAccount }, base, change, ids) => ({
    method: 'POST',
    url: `${base}/audienceMembers:${change === 'add' ? 'ingest' : 'remove'}`,
    body: {
      destinations: [
        {
          operatingAccount: { accountType: 'GOOGLE_ADS', accountId: account },
          ...(loginAccount !== undefined && {
            loginAccount: { accountType: 'GOOGLE_ADS', accountId: loginAccount },
          }),
          productDestinationId: id,
        },
      ],
      audienceMembers: ids.map(({ kind, hash }) => ({
        userData: { userIdentifiers: [kind === 'email' ? { emailAddress: hash } : { phoneNumber: hash }] },
      })),
      encoding: 'HEX',
      // Nobody is added without consent.
      ...(change === 'add' && {
        consent: { adUserData: 'CONSENT_GRANTED', adPersonalization: 'CONSENT_GRANTED' },
        termsOfService: { customerMatchTermsOfServiceStatus: 'ACCEPTED' },
      }),
    },
  }),
}

const custom: Platform = {
  base: '',
  most: 1_000,
  request: (_audience, base, change, ids) => ({
    method: 'POST',
    url: base,
    body: { change, members: ids.map(({ kind, hash }) => ({ [kind]: hash })) },
  }),
}

const platforms: Readonly<Record<Audience['platform'], Platform>> = { meta, google, custom }

export const mostAtOnce = ({ platform }: Audience): number => platforms[platform].most

/** The base it is called by: what is disabled when it says that it is gone. */
export const addressOf = ({ platform, url, id }: Audience): string =>
  [url ?? platforms[platform].base, id].filter(Boolean).join(' ')

/** `token` null: only of a custom one, which wants none. */
export function adRequest(
  audience: Audience,
  change: Change,
  ids: readonly Identifier[],
  token: string | null,
): AdRequest {
  const { base, request } = platforms[audience.platform]
  const { method, url, body } = request(audience, (audience.url ?? base).replace(/\/$/, ''), change, ids)
  const headers = {
    'content-type': 'application/json',
    ...(token !== null && { authorization: `Bearer ${token}` }),
  }
  return { method, url, headers, body: JSON.stringify(body) }
}
