import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { cli } from '../../support/cli.js'
import { anHttpProvider } from '../../support/http-provider.js'
import { misbehavingSmtp } from '../dispatch/misbehaving-smtp.js'

const key = 'TRIGGERFISH_SENDER_KEY'

async function aWorkspace(senders: unknown): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tf-senders-'))
  await writeFile(join(folder, 'senders.json'), JSON.stringify(senders))
  await writeFile(join(folder, 'settings.json'), await readFile('journeys/settings.json'))
  vi.stubEnv('TRIGGERFISH_WORKSPACE', folder)
  vi.stubEnv('TRIGGERFISH_ALLOW_PRIVATE_WEBHOOKS', 'true')
  onTestFinished(() => {
    vi.unstubAllEnvs()
    return rm(folder, { recursive: true })
  })
  return folder
}

const smsBy = (url: string) => ({
  name: 'api',
  kind: 'http',
  url,
  headers: { authorization: `Bearer $${key}` },
  form: { to: '{{ message.to }}', text: '{{ message.text }}' },
})

describe('senders', () => {
  it('are listed in their order, with how fast they may go', async () => {
    const rate = { max: 5, per: '1s' }
    await aWorkspace({
      email: [
        { name: 'main', kind: 'smtp', url: 'smtp://mail.example', rate },
        { name: 'log', kind: 'log', warmUp: { from: '2026-12-01', perDay: [50, 100] } },
      ],
    })
    const { out } = await cli('senders', 'list')
    expect(out).toMatch(/channel +name +kind +at most +plan\n-*\n?.*email +main +smtp +5 messages per 1s/s)
    expect(out).toMatch(/email +log +log +from 2026-12-01, 2 days/)
    const { senders } = JSON.parse((await cli('senders', 'list', '--json')).out)
    expect(senders).toMatchObject([
      { channel: 'email', name: 'main', kind: 'smtp', rate },
      { channel: 'email', name: 'log', kind: 'log' },
    ])
  })

  it('a missing secret is named, and no other one shown', async () => {
    await aWorkspace({ sms: [smsBy('https://a.example')] })
    expect(await cli('senders', 'list')).toMatchObject({
      code: 1,
      err: expect.stringContaining(`${key} is not set`),
    })
  })

  it('one is tried: it has the message, and says so', async () => {
    const smtp = await misbehavingSmtp()
    await aWorkspace({ email: [{ name: 'main', kind: 'smtp', url: `smtp://127.0.0.1:${smtp.port}` }] })
    const { code, out } = await cli('senders', 'test', 'main', '--to', 'me@shop.example')
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^main took it, as </) })
    expect(smtp.taken).toEqual([expect.stringMatching(/^To: me@shop\.example\r$/m)])
  })

  it('one that does not take it: why, and what to do', async () => {
    const smtp = await misbehavingSmtp()
    const url = `smtp://127.0.0.1:${smtp.port}?tls=required`
    await aWorkspace({ email: [{ name: 'main', kind: 'smtp', url }] })
    const { code, out, err } = await cli('senders', 'test', 'main', '--to', 'me@shop.example')
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(/^main: it was not taken, .* \(smtp no starttls\)\. The server offers no STARTTLS/)
  })

  it('an SMS goes to a number, and the secret only to the provider', async () => {
    const provider = await anHttpProvider()
    await aWorkspace({ sms: [smsBy(provider.url)] })
    vi.stubEnv(key, 'hunter2')
    const { code, out } = await cli('senders', 'test', 'api', '--to', '+4915112345678', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ sender: 'api', result: { kind: 'sent' } })
    expect(provider.requests[0]?.headers.authorization).toBe('Bearer hunter2')
    provider.behave({ status: 401 })
    const refused = await cli('senders', 'test', 'api', '--to', '+4915112345678')
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('It refuses the key.') })
    expect(`${out}${refused.err}`).not.toContain('hunter2')
  })

  it.each([
    ['test', 'main', '--to', 'nobody'],
    ['test', 'other', '--to', 'me@shop.example'],
    ['test', 'main'],
  ])('misuse is told apart: %s %s', async (...args) => {
    await aWorkspace({ email: [{ name: 'main', kind: 'log' }] })
    expect(await cli('senders', ...args)).toMatchObject({ code: 2, out: '' })
  })

  it('the file is checked with the workspace', async () => {
    const folder = await aWorkspace({ email: [{ name: 'main', kind: 'smtp', url: 'smtp://a', rates: 5 }] })
    const { code, out } = await cli('check', folder)
    expect(code).toBe(1)
    expect(out).toMatch(/^senders\.json:1 error email\[0\]: .*did you mean "rate"\?/m)
    expect(out).not.toContain('senders.json is not read')
  })
})
