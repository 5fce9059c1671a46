// check --sms: how long the SMS of a workspace are, and what they cost.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { smsCosts } from '../../../src/cli/sms-costs.js'
import type { Workspace } from '../../../src/journeys/workspace/index.js'
import { settings } from '../../support/builders.js'
import { cli } from '../../support/cli.js'

const aWorkspace = (text: string, locales: Record<string, { text: string }> = {}, sms = {}): Workspace => ({
  settings: settings({ sms }),
  journeys: [],
  segments: {},
  templates: [{ name: 'nudge', channel: 'sms', hash: 'h', content: { text, locales } }],
})

describe('what SMS cost', () => {
  it('is by segments of what is written, in each language and country', () => {
    const prices = { DE: '0.0775', '*': '0.05' }
    const text = `${'a'.repeat(150)}{{ customer.firstName | default: "a long default that is not counted" }}`
    expect(smsCosts(aWorkspace(text, { ru: { text: 'ж'.repeat(71) } }, { prices }))).toEqual([
      {
        template: 'nudge',
        encoding: 'GSM-7',
        units: 150,
        segments: 1,
        left: 10,
        prices: { DE: '0.0775', '*': '0.05' },
      },
      {
        template: 'nudge.ru',
        encoding: 'UCS-2',
        units: 71,
        segments: 2,
        left: 63,
        prices: { DE: '0.155', '*': '0.10' },
      },
    ])
  })

  it('is not known without prices', () => {
    expect(smsCosts(aWorkspace('Hi'))).toMatchObject([{ segments: 1, prices: {} }])
  })

  it('is listed by check --sms', async () => {
    const folder = await aFolder('Hi {{ customer.firstName }}. Reply STOP to opt out')
    const { out, code } = await cli('check', folder, '--sms')
    expect(code).toBe(0)
    expect(out).toMatch(/nudge +26 +GSM-7 +1 +134 +DE 0\.0775/)
    const json = JSON.parse((await cli('check', folder, '--sms', '--json')).out) as { sms: object[] }
    expect(json.sms).toMatchObject([{ template: 'nudge', segments: 1 }])
    expect(JSON.parse((await cli('check', folder, '--json')).out)).not.toHaveProperty('sms')
  })
})

async function aFolder(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'triggerfish-sms-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await mkdir(join(folder, 'templates'))
  await writeFile(join(folder, 'templates', 'nudge.txt'), text)
  const { brand, senders, currency } = settings()
  const file = { brand, senders, currency, sms: { prices: { DE: '0.0775' } } }
  await writeFile(join(folder, 'settings.json'), JSON.stringify(file))
  return folder
}
