import { describe, expect, it } from 'vitest'
import { linkEmail } from '../../../../src/dispatch/links/link-email.js'
import { readClick, readOpen } from '../../../../src/links/index.js'
import { aClaimedMessage, type Given, key, messageId, publicUrl } from './a-claimed-message.js'

const tokenIn = /https:\/\/t\.example\/c\/([\w-]+)/g

/** The HTML with the targets of the clicks in the place of their addresses. */
const opened = (text: string): string =>
  text.replace(tokenIn, (_, token) => `CLICK(${readClick([key], token)?.url})`)

const html = (source: string, given: Given = {}): string =>
  opened(
    linkEmail(aClaimedMessage({ ...given, links: { opens: false, ...given.links } }), {
      html: source,
      text: '',
    }).html,
  )

const text = (source: string, given: Given = {}): string =>
  opened(linkEmail(aClaimedMessage(given), { html: '', text: source }).text)

/** What one link becomes; `given.links` without UTM. */
const link = (href: string, given: Given = {}): string =>
  /href="(.*)"/.exec(
    html(`<a href="${href}">x</a>`, { ...given, links: { utm: null, ...given.links } }),
  )?.[1] ?? ''

const utm = 'utm_source=fern&utm_medium=email&utm_campaign=cart-recovery&utm_content=remind'

describe('UTM parameters', () => {
  const plain = { links: { clicks: false } }
  it.each([
    ['https://shop.example/a', `https://shop.example/a?${utm}`],
    ['https://shop.example', `https://shop.example?${utm}`],
    ['https://shop.example/?#a', `https://shop.example/?${utm}#a`],
    ['https://shop.example/a?b=1', `https://shop.example/a?b=1&${utm}`],
    ['https://shop.example/a?b=1&', `https://shop.example/a?b=1&${utm}`],
    ['https://shop.example/a#b', `https://shop.example/a?${utm}#b`],
    [
      'https://shop.example/a?b=%C3%BC&c[]=1+2&d=%2f#e?f=g#h',
      `https://shop.example/a?b=%C3%BC&c[]=1+2&d=%2f&${utm}#e?f=g#h`,
    ],
    ['https://www.shop.example:8443/a', `https://www.shop.example:8443/a?${utm}`],
    ['HTTPS://DE.Shop.Example/a', `HTTPS://DE.Shop.Example/a?${utm}`],
  ])('are added to %s, which else stays byte for byte', (before, after) => {
    expect(html(`<a href="${before}">x</a>`, plain).replaceAll('&amp;', '&')).toBe(`<a href="${after}">x</a>`)
    expect(text(`<${before}>`, plain)).toBe(`<${after}>`)
  })

  it('leave alone what a link says already', () => {
    expect(text('https://shop.example/?utm_source=own&utm_content=', plain)).toBe(
      'https://shop.example/?utm_source=own&utm_content=&utm_medium=email&utm_campaign=cart-recovery',
    )
    expect(text('https://shop.example/?utm%5Fsource=own', plain)).not.toContain('utm_source=fern')
    const whole = `https://shop.example/?${utm}`
    expect(text(whole, plain)).toBe(whole)
  })

  it('are for the hosts of the shop and those the settings name', () => {
    for (const other of ['https://shop.example.evil/', 'https://myshop.example/', 'https://news.example/'])
      expect(text(other, plain)).toBe(other)
    const hosts = ['news.example', '*.cdn.example']
    expect(text('https://news.example/', { links: { ...plain.links, hosts } })).toContain(utm)
    expect(text('https://a.cdn.example/', { links: { ...plain.links, hosts } })).toContain(utm)
  })

  it('name the variant of the splits that were passed', () => {
    const outputs = { offer: { variant: 'b' }, code: { code: 'X' }, look: { variant: 'big & bold' } }
    expect(text('https://shop.example/', { ...plain, outputs })).toContain(
      'utm_content=remind.b.big%20%26%20bold',
    )
  })

  it('are left out where the brand wants none', () => {
    expect(text('https://shop.example/', { links: { clicks: false, utm: null } })).toBe(
      'https://shop.example/',
    )
  })
})

describe('the links of the HTML', () => {
  it('lead over our server, with what they say after their UTM parameters', () => {
    const source = `<p>https://shop.example</p><a class="b" href="https://shop.example/a?b=1&amp;c=2" style='x'>x</a>
      <map><area shape="rect" href='https://shop.example/m'></map><A HREF=https://shop.example/u?v=w>y</A>`
    expect(
      html(source),
    ).toBe(`<p>https://shop.example</p><a class="b" href="CLICK(https://shop.example/a?b=1&c=2&${utm})" style='x'>x</a>
      <map><area shape="rect" href="CLICK(https://shop.example/m?${utm})"></map><A HREF="CLICK(https://shop.example/u?v=w&${utm})">y</A>`)
  })

  it('tell which message they were in', () => {
    const linked = linkEmail(aClaimedMessage(), { html: '<a href="https://shop.example">x</a>', text: '' })
    const [[, token] = []] = [...linked.html.matchAll(tokenIn)]
    expect(readClick([key], token ?? '')).toMatchObject({ messageId })
  })

  it.each([
    '<a href="mailto:care@shop.example">x</a>',
    '<a href="tel:+49301234">x</a>',
    '<a href="#below">x</a>',
    '<a href="">x</a>',
    '<a name="top">x</a>',
    '<a href="shopapp://cart/1">x</a>',
    `<a href="${publicUrl}/u/abc.def">x</a>`,
    `<a href="${publicUrl}/k/abc.def">x</a>`,
    '<a href="https://shop.example/a&b" data-track="off">x</a>',
    "<a data-track=off href='https://shop.example'>x</a>",
    '<a href="https://ann:secret@shop.example/">x</a>',
    '<abbr href="https://shop.example">x</abbr>',
    '<img src="https://shop.example/a.png">',
    '<link href="https://shop.example/a.css">',
  ])('stay in %s', source => {
    expect(html(source)).toBe(source)
  })

  it('are told by their attribute, not by what looks like one', () => {
    expect(
      html(
        '<a title=" href=https://a.example x" data-href="https://b.example" href="https://c.example">x</a>',
      ),
    ).toBe(
      '<a title=" href=https://a.example x" data-href="https://b.example" href="CLICK(https://c.example)">x</a>',
    )
    expect(html('<a title="a > b" href="https://c.example">x</a>')).toContain('CLICK(https://c.example)')
    expect(html('<a href="https://c.example" href="https://d.example">x</a>')).toBe(
      '<a href="CLICK(https://c.example)" href="https://d.example">x</a>',
    )
  })

  it('are read with their entities, and written with them', () => {
    expect(link('https://c.example/?a=1&#38;b=2&#x26;c=&#39;&quot;')).toBe(
      'CLICK(https://c.example/?a=1&b=2&c=%27%22)',
    )
    expect(link('https://c.example/?a=1&lt=2&copy=3')).toBe('CLICK(https://c.example/?a=1&lt=2&copy=3)')
    const direct = { links: { clicks: false } }
    expect(html('<a href="https://shop.example/?a=&quot;&amp;b=1">x</a>', direct)).toBe(
      `<a href="https://shop.example/?a=%22&amp;b=1&amp;${utm.replaceAll('&', '&amp;')}">x</a>`,
    )
  })

  it('are written as a browser would follow them', () => {
    expect(link(' https://c.example/a b')).toBe('CLICK(https://c.example/a%20b)')
    expect(link('https://münchen.example/ü')).toBe('CLICK(https://xn--mnchen-3ya.example/%C3%BC)')
    expect(link('//c.example/a')).toBe('CLICK(https://c.example/a)')
    expect(link('https:\\\\c.example\\a')).toBe('CLICK(https://c.example/a)')
    expect(link('java\nscript:alert(1)')).toBe('https://www.shop.example')
  })

  it('stay as they are where they are too long for a click', () => {
    const long = `https://c.example/${'a'.repeat(1_990)}`
    expect(link(long)).toBe(long)
  })

  it('stay where the brand wants no clicks told, and where there is no address of ours', () => {
    expect(link('https://c.example', { links: { clicks: false } })).toBe('https://c.example')
    expect(
      html('<a href="https://shop.example">x</a></body>', { isLinked: false, links: { opens: true } }),
    ).toBe('<a href="https://shop.example">x</a></body>')
  })
})

describe('links that only the data of an event names', () => {
  const guarded: Given = { links: { hosts: ['pay.example', '*.cdn.example'], clicks: false } }

  it.each([
    'https://evil.example/',
    'http://evil.example',
    '//evil.example',
    '\\\\evil.example',
    ' \t//evil.example',
    'https:evil.example',
    'https:/\\evil.example',
    'https://shop.example.evil.example',
    'https://evilshop.example',
    'https://shop.example@evil.example',
    'https://shop.example:x@evil.example',
    'https://evil.example\\@shop.example',
    'https://evil.example#@shop.example',
    'https://evil.example?.shop.example',
    'https://evil.example%2f.shop.example',
    'https://evil.example&sol;.shop.example',
    'ht&#9;tps://evil.example',
    'https://[::1]/',
    'https://cdn.example/',
    'javascript:alert(1)',
    'data:text/html,hi',
  ])('lead to the shop instead of to %s', href => {
    expect(link(href, guarded)).toBe('https://www.shop.example')
    expect(html(`<a data-track="off" href="${href}">x</a>`, guarded)).toContain(
      'href="https://www.shop.example"',
    )
  })

  it.each([
    'https://shop.example/a',
    'https://de.shop.example',
    'https://pay.example/1',
    'https://a.cdn.example/',
    'https://named.example/by-the-template',
    'https://de.example/by-its-translation',
    'https://carts.example/9',
    'mailto:care@shop.example',
    '#below',
  ])('may lead to %s', href => {
    const locales = { de: { html: '<a href="https://DE.example">x</a>' } }
    const template = { html: '<a href="https://named.example/x">x</a>', locales }
    const cartUrl = 'https://carts.example/{id}'
    expect(link(href, { ...guarded, template, cartUrl })).toBe(href)
  })

  it('are not allowed by what a template only begins', () => {
    for (const begun of [
      'https://{{ a }}',
      'https://evil{{ a }}/',
      'https://evil.example{{ a }}',
      'https://evil.example@x.example/',
    ])
      expect(link('https://evil.example', { ...guarded, template: { html: `<a href="${begun}">` } })).toBe(
        'https://www.shop.example',
      )
  })

  it('are counted, once for each', () => {
    const parts = {
      html: '<a href="https://evil.example">x</a>'.repeat(2),
      text: 'https://evil.example and https://bad.example',
    }
    expect(linkEmail(aClaimedMessage(guarded), parts).replacedLinks).toBe(2)
  })

  it('lead anywhere where the settings do not say', () => {
    expect(link('https://anywhere.example/', { links: { clicks: false } })).toBe('https://anywhere.example/')
  })

  // Whoever posts an event, and gets the mail, would have a link of the shop's that leads to themselves, for all to click.
  it.each([
    'https://anywhere.example/',
    'https://a.example.evil.example/',
    'https://c.example@evil.example/',
    'https://evil.example/?https://c.example/',
    '//evil.example/',
    'https:evil.example',
    'https:\\\\evil.example\\.c.example',
    'https://evil.example\u3002c.example/',
    'https://xn--c-xample-vna/',
  ])('are never an address of ours: %s', href => {
    expect(html(`<a href="${href}">x</a>`)).not.toContain('CLICK(')
    expect(html(`<a href="${href}">x</a>`)).not.toContain(publicUrl)
    expect(text(href)).not.toContain(publicUrl)
  })

  it('are addresses of ours where the template names their host, or the settings do', () => {
    expect(link('https://c.example/')).toBe('CLICK(https://c.example/)')
    expect(link('https://pay.example/', { links: { hosts: ['pay.example'] } })).toBe(
      'CLICK(https://pay.example/)',
    )
  })
})

describe('the links of the text', () => {
  it('end where the sentence around them goes on', () => {
    expect(
      text('See https://c.example/a. Or (https://c.example/b), <https://c.example/c> “https://c.example/d”!'),
    ).toBe(
      'See CLICK(https://c.example/a). Or (CLICK(https://c.example/b)), <CLICK(https://c.example/c)> “CLICK(https://c.example/d)”!',
    )
    expect(text('https://c.example/a_(b)?c=d;')).toBe('CLICK(https://c.example/a_(b)?c=d);')
  })

  it.each([
    'javascript:alert(1)',
    '//evil.example/',
    'https:\\\\evil.example/',
    'ht\ntps://evil.example/',
    ' https:evil.example',
  ])('are those of the HTML, which stand in angle brackets, however they are written: %s', href => {
    const hosts = { links: { hosts: ['pay.example'] } }
    expect(text(`See it <${href}>.`, hosts)).toBe('See it <https://www.shop.example>.')
  })

  it('are not all that stands in angle brackets', () => {
    for (const words of ['<ann@shop.example>', 'a < b and b > c', '<3', '</p>'])
      expect(text(words, { links: { hosts: ['pay.example'] } })).toBe(words)
    expect(text('<see https://c.example/a>')).toBe('<see CLICK(https://c.example/a)>')
  })

  it('are the same as those of the HTML', () => {
    const linked = linkEmail(aClaimedMessage(), {
      html: '<a href="https://c.example">x</a>',
      text: 'https://c.example',
    })
    expect(linked.html).toContain(linked.text)
  })
})

describe('the picture that tells of opens', () => {
  it('is the last thing in the body, and says nothing to those who hear the mail read', () => {
    const { html } = linkEmail(aClaimedMessage(), { html: '<body><p>x</p></body></html>', text: '' })
    const [, token] =
      /<p>x<\/p><img src="https:\/\/t\.example\/o\/([\w-]+)\.gif" [^>]*alt=""[^>]*><\/body><\/html>$/.exec(
        html,
      ) ?? []
    expect(readOpen([key], token ?? '')).toBe(messageId)
  })

  it('comes at the end where there is no body, and not at all where there is no HTML or the brand wants none', () => {
    expect(linkEmail(aClaimedMessage(), { html: '<p>x</p>', text: '' }).html).toMatch(/<p>x<\/p><img [^>]+>$/)
    expect(linkEmail(aClaimedMessage(), { html: '', text: 'x' })).toMatchObject({ html: '', text: 'x' })
    expect(linkEmail(aClaimedMessage({ links: { opens: false } }), { html: '<p>x</p>', text: '' }).html).toBe(
      '<p>x</p>',
    )
  })
})
