// The pages behind links as such: their languages, their markup, and what is made of a body.
import { describe, expect, it } from 'vitest'
import { readForm } from '../../../../src/feedback/pages/form.js'
import { pageHtml } from '../../../../src/feedback/pages/page.js'
import { chosenIn, preferencePage } from '../../../../src/feedback/pages/preference-page.js'
import { boxesOf } from '../../../../src/feedback/pages/preferences.js'
import { acceptedLocales, textsIn } from '../../../../src/feedback/pages/texts/index.js'
import { unsubscribePage } from '../../../../src/feedback/pages/unsubscribe-pages.js'

const languages = [textsIn('en'), textsIn('de')]

describe('the language', () => {
  it.each<[unknown[], string]>([
    [[], 'en'],
    [['de'], 'de'],
    [['de_AT'], 'de'],
    [['fr', 'de-CH'], 'de'],
    [['xx!', 7, null, '*'], 'en'],
    [['en-GB', 'de'], 'en'],
  ])('%j → %s', (wanted, lang) => {
    expect(textsIn(...wanted).lang).toBe(lang)
  })
  it('is read from what browsers send', () => {
    expect(acceptedLocales('de-AT,de;q=0.9, en;q=0.5')).toEqual(['de-AT', 'de', 'en'])
    expect(textsIn(...acceptedLocales(undefined)).lang).toBe('en')
    expect(textsIn(...acceptedLocales(`${'x,'.repeat(10_000)}`)).lang).toBe('en')
  })
})

describe.each(languages.map(texts => ({ lang: texts.lang, texts })))('a page in $lang', ({ lang, texts }) => {
  it('shows text as text, whatever the shop calls its topics', () => {
    const evil = '"><script>x</script>'
    const link = { channel: 'email', topic: 'news' } as const
    const choice = {
      boxes: boxesOf(['email'], ['news']),
      ticked: new Set(['email']),
      topics: { news: { name: evil, description: evil } },
      said: [evil],
    }
    for (const page of [
      unsubscribePage({ link, topicName: evil, token: evil }, texts),
      preferencePage(choice, texts),
    ]) {
      const html = pageHtml(page, evil)
      expect(html).toContain(`<html lang="${lang}">`)
      expect(html).not.toContain('<script')
    }
  })
  it('leaves no field unlabelled: each box stands in its label, each group has a legend', () => {
    const boxes = boxesOf(['email', 'sms'], ['news'])
    const topics = { news: { name: 'News' } }
    const html = pageHtml(preferencePage({ boxes, ticked: new Set(), topics, said: [] }, texts), 'Shop')
    expect(html.match(/<label class="choice( of)?"><input type="checkbox"/g)).toHaveLength(4)
    expect(html.match(/<fieldset><legend>/g)).toHaveLength(2)
  })
})

describe('a body', () => {
  const text = (body: string): Buffer => Buffer.from(body)
  it('is read as urlencoded and as multipart', async () => {
    const urlencoded = await readForm('application/x-www-form-urlencoded', text('on=a&on=b&shown=a+b'))
    expect(chosenIn(urlencoded)).toEqual({
      shown: new Set(['a', 'b']),
      ticked: new Set(['a', 'b']),
      stop: false,
    })
    const part = (name: string, value: string) =>
      `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
    const multipart = await readForm(
      'multipart/form-data; boundary=x',
      text(`${part('shown', '')}${part('stop', 'all')}--x--\r\n`),
    )
    expect(chosenIn(multipart)).toMatchObject({ stop: true })
  })
  it.each([
    [undefined, 'on=a'],
    ['text/plain', 'on=a'],
    ['multipart/form-data; boundary=x', '--y'],
    ['multipart/form-data', 'on=a'],
    ['no type at all', 'on=a'],
    ['application/x-www-form-urlencoded', ''],
  ])('of %s that says nothing is an empty form', async (type, body) => {
    expect([...(await readForm(type, text(body)))]).toEqual([])
  })
  it('has no more fields than a form of ours could have', async () => {
    const form = await readForm('application/x-www-form-urlencoded', text('a=1&'.repeat(1_000)))
    expect([...form]).toHaveLength(50)
  })
})
