// Listening and closing.
import { once } from 'node:events'
import { Agent, get } from 'node:http'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { listen } from '../../../../src/platform/http/index.js'

test('closing lets a request in flight finish, also on a kept-alive connection, and takes no new one', async () => {
  let release = () => {}
  let arrived = () => {}
  const hasArrived = new Promise<void>(resolve => {
    arrived = resolve
  })
  const server = await listen(
    (_req, res) => {
      release = () => res.end('done')
      arrived()
    },
    { port: 0 },
  )
  const agent = new Agent({ keepAlive: true })
  const answer = new Promise<string>((resolve, reject) => {
    get(server.url, { agent }, res => {
      let body = ''
      res.on('data', chunk => {
        body += chunk
      })
      res.on('end', () => resolve(body))
    }).on('error', reject)
  })
  await hasArrived
  const closed = server.close()
  await expect(fetch(server.url)).rejects.toThrow()
  release()
  expect(await answer).toBe('done')
  await closed
  agent.destroy()
})

test('closing does not wait long for a connection that somebody keeps in reserve', async () => {
  const server = await listen((_req, res) => res.end(), { port: 0 })
  const reserve = connect(server.port, 'localhost').on('error', () => {})
  await once(reserve, 'connect')
  await fetch(server.url)
  const began = performance.now()
  await server.close()
  expect(performance.now() - began).toBeLessThan(5_000)
})

test('closing twice is no error', async () => {
  const server = await listen((_req, res) => res.end(), { port: 0 })
  await Promise.all([server.close(), server.close()])
})

test('a port that is taken is an error at start', async () => {
  const server = await listen((_req, res) => res.end(), { port: 0 })
  await expect(listen((_req, res) => res.end(), { port: server.port })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  })
  await server.close()
})
