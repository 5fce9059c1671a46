// The URL of a Redis Cluster: what it names, and what is none.
import { describe, expect, test } from 'vitest'
import { parseClusterUrl } from '../../../src/platform/redis-url.js'

describe('the URL of a cluster', () => {
  test('names some of its nodes', () => {
    expect(parseClusterUrl('redis+cluster://a:7000,10.0.0.2:7001,[::1]:7002,b')).toEqual({
      seeds: [
        { host: 'a', port: 7000 },
        { host: '10.0.0.2', port: 7001 },
        { host: '::1', port: 7002 },
        { host: 'b', port: 6379 },
      ],
      username: undefined,
      password: undefined,
      tls: false,
    })
  })

  test('has one user and password for all, and asks for TLS by its scheme', () => {
    expect(parseClusterUrl('rediss+cluster://queue:p%40ss%3A@a:7000,b:7001/')).toMatchObject({
      seeds: [
        { host: 'a', port: 7000 },
        { host: 'b', port: 7001 },
      ],
      username: 'queue',
      password: 'p@ss:',
      tls: true,
    })
    expect(parseClusterUrl('redis+cluster://:secret@a')).toMatchObject({
      username: undefined,
      password: 'secret',
    })
  })

  test.each([
    'redis://a:7000',
    'redis://a:7000,b:7001',
    'redis+cluster://',
    'redis+cluster://a:7000,',
    'redis+cluster://a:70000',
    'redis+cluster://a:7000/1',
    'redis+cluster://a:7000?x=1',
    'redis+cluster://:p@ss@a:7000',
    'redis+cluster://:100%@a:7000',
    'https://a:7000',
  ])('is not %s', text => {
    expect(parseClusterUrl(text)).toBeUndefined()
  })
})
