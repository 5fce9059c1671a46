// What each platform is sent, by its documentation.
import { describe, expect, it } from 'vitest'
import { adRequest } from '../../../../src/dispatch/audiences/ad-request.js'
import { audienceSchema } from '../../../../src/journeys/definition/audience-schema.js'

const ids = [
  { kind: 'email', hash: 'e1' },
  { kind: 'phone', hash: 'p1' },
] as const
const asked = (audience: object, change: 'add' | 'remove', token: string | null = 't0ken') => {
  const { body, ...rest } = adRequest(audienceSchema.parse(audience), change, ids, token)
  return { ...rest, body: JSON.parse(body) }
}
const headers = { 'content-type': 'application/json', authorization: 'Bearer t0ken' }

describe('Meta', () => {
  const audience = { platform: 'meta', id: '238', token: 'TRIGGERFISH_AUDIENCE_META' }
  const url = 'https://graph.facebook.com/v25.0/238/users'
  const body = {
    payload: {
      schema: ['EMAIL', 'PHONE'],
      data: [
        ['e1', ''],
        ['', 'p1'],
      ],
    },
  }

  it('adds by POST and removes by DELETE; the token is in no address', () => {
    expect(asked(audience, 'add')).toEqual({ method: 'POST', url, headers, body })
    expect(asked(audience, 'remove')).toEqual({ method: 'DELETE', url, headers, body })
  })

  it('is asked by another version, where the settings say so', () => {
    const url = 'https://graph.facebook.com/v26.0/'
    expect(asked({ ...audience, url }, 'add').url).toBe('https://graph.facebook.com/v26.0/238/users')
  })
})

describe('Google', () => {
  const audience = { platform: 'google', id: '42', account: '1234567890', token: 'TRIGGERFISH_AUDIENCE_G' }

  it('is told of the account, the list, the hashes and the consent', () => {
    expect(asked({ ...audience, loginAccount: '999' }, 'add')).toEqual({
      method: 'POST',
      url: 'https://datamanager.googleapis.com/v1/audienceMembers:ingest',
      headers,
      body: {
        destinations: [
          {
            operatingAccount: { accountType: 'GOOGLE_ADS', accountId: '1234567890' },
            loginAccount: { accountType: 'GOOGLE_ADS', accountId: '999' },
            productDestinationId: '42',
          },
        ],
        audienceMembers: [
          { userData: { userIdentifiers: [{ emailAddress: 'e1' }] } },
          { userData: { userIdentifiers: [{ phoneNumber: 'p1' }] } },
        ],
        encoding: 'HEX',
        consent: { adUserData: 'CONSENT_GRANTED', adPersonalization: 'CONSENT_GRANTED' },
        termsOfService: { customerMatchTermsOfServiceStatus: 'ACCEPTED' },
      },
    })
  })

  it('is not told of a consent by which somebody is taken away', () => {
    const { url, body } = asked(audience, 'remove')
    expect(url).toBe('https://datamanager.googleapis.com/v1/audienceMembers:remove')
    expect(body).not.toHaveProperty('consent')
  })
})

describe('a receiver of one’s own', () => {
  it('gets a list, and no token where none is named', () => {
    expect(asked({ platform: 'custom', url: 'https://ads.shop.example/vip' }, 'remove', null)).toEqual({
      method: 'POST',
      url: 'https://ads.shop.example/vip',
      headers: { 'content-type': 'application/json' },
      body: { change: 'remove', members: [{ email: 'e1' }, { phone: 'p1' }] },
    })
  })
})

it.each([
  [{ platform: 'meta', id: '1' }, 'token'],
  [{ platform: 'google', id: '1', token: 'TRIGGERFISH_AUDIENCE_G' }, 'account'],
  [{ platform: 'custom' }, 'url'],
  [{ platform: 'meta', id: '../me', token: 'TRIGGERFISH_AUDIENCE_M' }, 'id'],
  [{ platform: 'meta', id: '1', token: 'EAAB-the-token-itself' }, 'token'],
])('settings that are not enough, or too much, are refused: %j', (audience, path) => {
  expect(audienceSchema.safeParse(audience).error?.issues[0]?.path).toEqual([path])
})
