// Whom nobody may have us ask: however the address of a machine of ours, or of the network around it, is spelled.
import { expect, test } from 'vitest'
import { guardedAsker } from '../../../src/platform/guarded-request.js'

const ask = guardedAsker({ allowPrivate: false, timeoutMs: 2_000 })

test.each([
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f000001',
  '0177.0.0.1',
  '0.0.0.0',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.0.1',
  '169.254.169.254',
  '100.64.0.1',
  '255.255.255.255',
  '224.0.0.1',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[64:ff9b::7f00:1]',
  '[64:ff9b:1::7f00:1]',
  '[64:ff9b:1::a00:1]',
  '[fec0::1]',
  '[2002:7f00:1::]',
  '[fe80::1]',
  '[fd00:ec2::254]',
  'localhost',
  'public.example@127.0.0.1',
])('%s', async host => {
  for (const scheme of ['http', 'https'])
    expect(await ask({ method: 'GET', url: `${scheme}://${host}:9/` })).toEqual({
      failure: 'private_address',
      neverSent: true,
    })
})

test.each(['file:///etc/passwd', 'gopher://127.0.0.1/', 'unix:/run/x', 'data:text/plain,x', 'no address'])(
  'nothing but http and https: %s',
  async url => {
    expect(await ask({ method: 'GET', url })).toMatchObject({ failure: expect.any(String), neverSent: true })
  },
)

test('nothing unencrypted, where that is not wanted', async () => {
  const ask = guardedAsker({ allowPrivate: true, httpsOnly: true, timeoutMs: 500 })
  const asked = (url: string) => ask({ method: 'GET', url })
  expect(await asked('HTTP://127.0.0.1:9/')).toEqual({ failure: 'not_https', neverSent: true })
  expect(await asked('https://127.0.0.1:9/')).toEqual({ failure: 'econnrefused', neverSent: true })
})

test('no header that holds another', async () => {
  const asked = { method: 'POST', url: 'https://shop.example/', headers: { 'x-a': 'b\r\nx-c: d' } } as const
  expect(await ask(asked)).toEqual({ failure: 'err_invalid_char', neverSent: true })
})
