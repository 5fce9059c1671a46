// Amazon SNS as tests have it: notifications signed with a certificate of their own, which is handed out as SNS hands out
// its own. Of no use elsewhere.
import { createSign } from 'node:crypto'
import type { Asker } from '../../src/platform/guarded-request.js'

export const topicArn = 'arn:aws:sns:eu-west-1:123456789012:ses'
export const certificateUrl =
  'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-01d088a6f77103d0fe307c0069e40ed6.pem'
export const subscribeUrl =
  'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=arn:aws:sns:eu-west-1:123456789012:ses&Token=2336412f'

export type Envelope = Record<string, string>

const order = ['Message', 'MessageId', 'Subject', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type']

/** As SNS posts it; `change` comes after the signature where it is `forged`. */
export function signedBySns(change: Envelope = {}, forged: Envelope = {}): Envelope {
  const envelope: Envelope = {
    Type: 'Notification',
    MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
    TopicArn: topicArn,
    Message: '{}',
    Timestamp: '2027-03-01T10:00:00.000Z',
    SignatureVersion: '1',
    SigningCertURL: certificateUrl,
    UnsubscribeURL: 'https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe',
    ...change,
  }
  const text = order
    .flatMap(name => (envelope[name] === undefined ? [] : `${name}\n${envelope[name]}\n`))
    .join('')
  const Signature = createSign(envelope.SignatureVersion === '2' ? 'sha256' : 'sha1')
    .update(text)
    .sign(snsKey, 'base64')
  return { ...envelope, Signature, ...forged }
}

export interface SnsStandIn {
  readonly ask: Asker
  /** What was asked for. */
  readonly asked: string[]
}

/** Hands out the certificate and lets itself be subscribed to; `status` makes it answer something else. */
export function anSns({ status }: { readonly status?: () => number | 'timeout' } = {}): SnsStandIn {
  const asked: string[] = []
  return {
    asked,
    ask: async ({ url }) => {
      asked.push(url)
      const answer = status?.() ?? 200
      if (answer === 'timeout') return { failure: 'timeout' }
      return {
        status: answer,
        headers: {},
        body: answer === 200 ? (url.endsWith('.pem') ? snsCertificate : '<ok/>') : '',
      }
    },
  }
}

const snsKey = `-----BEGIN PRIVATE KEY-----
MIIEuwIBADANBgkqhkiG9w0BAQEFAASCBKUwggShAgEAAoIBAQCV72vR3aYVamr7
HwnS/J70sF7XzGSBwramJhLX6BPlR17g+T2AGjw+CSqmFyisSD2+sGv+b39YEiV0
Y9QGPwfUzXFhQiRxA0O70tBlLp5GrfK5u3LGMjohTHCorc2/pw1laYn9l9MQMxBA
dQNH2QFvjwaeaQJgXhMO3eSW1+TXulJv69d9C5ZwBoW2uf1GqsHJbi062Bf84m0B
MKySKNgHImYxT1tUQimh5jzoQutQkAeT42WZDLXmfg+4bi3PitnXTBRA4c1qFRaj
e5eBskTkhLfhBTsNGK7mxrDAuZBfXGmvvxeeeMc0BXVGt1wbQzd317mU9o9MiQc2
aS1CxKDlAgMBAAECgf8Ki/oPsZnsX6Tfcm3N+ncxTJ0padbuJA8Ej3SEjFjJw1MM
8sbL1PxxSHBrcxE211SjmKO0poWKolMMSAF/v9MBEu56VsBITcljw9I8hG4C15Pf
Gmq4bMagl79CI67xCZ9kPsmjRPSJvqzKXUsQT4/MUIy2IrOY72YoeGyeAfFzU3+N
50I91Uo/AWX0xSxED6EcjbwbSERIOW559Qm81cTlhbzYU5jHUobdBj3WDjySez4E
AHRlNoUsfbYKU8Nr06tZcRyy1KkTKPfdiUeo7D3molngVJhQ3Yn3MSTKI+RXpTaS
TjNnzFL/YGbtQf/zmCmEex7+V2Gpk6O29R1DmIECgYEAzEIA7sGW3Hz2pJmgI80i
PgHhJBadGWclN1arzSv+UNvygW4SVxu5CnhuPVlUeI9W/8cZQnjg+2DQ0V9GwZ0S
PEMhpWV7bkkb1lZBSAO1C+YRBAreVchwna1AceRMTrMrnZUqKo3v/HzbGYi0WbGk
7ePI6IWr5UBlZ+WyPLBy0oECgYEAu+qhb6tyaD1/jgKAWlPTtARlzo+eGbCKLKPC
Igaqc1c6LlNdpH0sYQUgUBpdAmPQfL/uNiu95Pv1SVl4U4dri1Lpn9oBda7qzAry
li20ZfXtVUN3UzHqg8i90UklWolaxJs7uLi1owJZdqrd7n1NzzoIqB8ghWgghwIy
BQdFlGUCgYBNiJxsBOYsKe9ByeLk1CA0Y2g/16mok+Onnum2BwYRUXw7LzodALP7
yn0mInuTC+4dR0lKVzInmbeKUl08b1AVufHSo7P3yB6d/L3pBSc7Lgi1fR6qd1xw
LeyxjtR8ZzyeI5oO7zPypr5QcfjrtygA+R8xTFRUwF39004WBXCAgQKBgGn/6CB9
rYNvbUxFzPEm5/xbnrHuAVisZMTZeuCGsg9t3LvU+rWWhjoUEi4dMOnwM+KqwUx9
UBiip7JAbcdwVBG7K12oM7qWeIuwgTaFgYUiPEYkUGL1fTvpOGmdwRxY7oKIrh98
0bip0p1FtPqaZBHIwqlTJZ0bJ34AlwaPG4ihAoGBALQAMVQHaFkl/XCUxPK0i13L
fz6y0e+dxz5mA5pgxIklBShshs7udo8EFPM7XqJWLKEmH6rEU/lUc76E6ogo6B2J
U5m400SmxnTf5J5QqgJecxO117W+XmR0BQtnEU7cpVvbJLa5OHMJXClHPsWc4S08
NBzqSxWpYq4/doMZDA93
-----END PRIVATE KEY-----`

/** Valid from November 2026, for a hundred years. */
export const snsCertificate = `-----BEGIN CERTIFICATE-----
MIIDLTCCAhWgAwIBAgIUayInpslapLrVfRmzAxmob2fT9G4wDQYJKoZIhvcNAQEL
BQAwJTEjMCEGA1UEAwwac25zLmFtYXpvbmF3cy5jb20gb2YgdGVzdHMwIBcNMjYx
MTIxMTI0MDA0WhgPMjEyNjEwMjgxMjQwMDRaMCUxIzAhBgNVBAMMGnNucy5hbWF6
b25hd3MuY29tIG9mIHRlc3RzMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKC
AQEAle9r0d2mFWpq+x8J0vye9LBe18xkgcK2piYS1+gT5Ude4Pk9gBo8Pgkqphco
rEg9vrBr/m9/WBIldGPUBj8H1M1xYUIkcQNDu9LQZS6eRq3yubtyxjI6IUxwqK3N
v6cNZWmJ/ZfTEDMQQHUDR9kBb48GnmkCYF4TDt3kltfk17pSb+vXfQuWcAaFtrn9
RqrByW4tOtgX/OJtATCskijYByJmMU9bVEIpoeY86ELrUJAHk+NlmQy15n4PuG4t
z4rZ10wUQOHNahUWo3uXgbJE5IS34QU7DRiu5sawwLmQX1xpr78XnnjHNAV1Rrdc
G0M3d9e5lPaPTIkHNmktQsSg5QIDAQABo1MwUTAdBgNVHQ4EFgQUOfvBBy5iPlfp
zd8abwXCRiJJhuAwHwYDVR0jBBgwFoAUOfvBBy5iPlfpzd8abwXCRiJJhuAwDwYD
VR0TAQH/BAUwAwEB/zANBgkqhkiG9w0BAQsFAAOCAQEAFDWn+3tkSYR70rKSZwFD
JCOvJA3uClQotn7RDExsKSJ8++0Ve/lg7DyIOatQiAPa3SYCKwQWainHJ/TLQT1i
4nZkWc0nPlfzAw6WGQFeZv3XOVQlJQeNV849FeZuEFrJYOvhQXDaG/mrK0OMhfX8
r+ponugeCAgGfqFOU648DlUsCjFFK6zIDyAF/45B+XuYs9LT2ag9Wt3Db21HT0my
m4e7aURhzdKvA+VVRrlMGtBSJv0xpbigXRBrG12lqoO5YwvoLD8E/u8ZBmReL7fN
Urn2AdbREAj1KmDLqUlGsWk6+5IOf4v+Y3qdepGSBBWsqlc5HJrSGUMuNJsTcvOa
ZA==
-----END CERTIFICATE-----`
