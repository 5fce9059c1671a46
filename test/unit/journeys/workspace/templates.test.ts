// Templates: what they become, and every finding about them.
import { describe, expect, test } from 'vitest'
import { parseWorkspace } from '../../../../src/journeys/workspace/index.js'
import { aJourney, anEmail, aSettings, aWorkspace } from '../../../support/workspace-files.js'

const smsJourney = aJourney({
  entry: { if: { consent: 'sms' } },
  steps: [{ id: 'hello', send: 'sms', template: 'hi' }],
})
const withSms = (text: string) =>
  aWorkspace({ 'welcome.journey.json': smsJourney, 'templates/hello.mjml': null, 'templates/hi.txt': text })
const section = (content: string) => `<mj-section><mj-column>${content}</mj-column></mj-section>`
const withEmail = (mjml: string, more: Parameters<typeof aWorkspace>[0] = {}) =>
  aWorkspace({ 'templates/hello.mjml': mjml, ...more })

async function findings(files: ReturnType<typeof aWorkspace>): Promise<string[]> {
  const parsed = await parseWorkspace(files)
  return parsed.findings.map(({ level, code, line, message }) => `${level} ${code} ${line}: ${message}`)
}
/** Without those about values that may be missing, which missing-values.test.ts is about. */
const wordFindings = async (files: ReturnType<typeof aWorkspace>): Promise<string[]> =>
  (await findings(files)).filter(one => !one.includes('may_be_missing'))
async function content(files: ReturnType<typeof aWorkspace>): Promise<Record<string, string>> {
  const { workspace, findings } = await parseWorkspace(files)
  expect(findings).toEqual([])
  const { locales: _, ...texts } = workspace!.templates[0]!.content
  return texts
}

describe('an email', () => {
  test('has its subject from mj-title and its preheader from mj-preview', async () => {
    const { subject, preheader } = await content(withEmail(anEmail({ title: '{{ brand.name }} &amp; more' })))
    expect({ subject, preheader }).toEqual({ subject: '{{ brand.name }} & more', preheader: 'Look' })
  })

  test('keeps its Liquid, also inside attributes, between elements and with quotation marks', async () => {
    const body = section(
      '<mj-raw>{% if cart.value %}</mj-raw><mj-button href="{{ cart.url | default: \'x\' }}">Go</mj-button><mj-raw>{% endif %}</mj-raw>',
    )
    const { html, text } = await content(withEmail(anEmail({ body })))
    expect(html).toContain(`href="{{ cart.url | default: 'x' }}"`)
    expect(text).toBe(
      "{% if cart.value %}Go <{{ cart.url | default: 'x' }}>\n\n{% endif %}Stop <{{ unsubscribeUrl }}> {{ brand.reason }} {{ brand.postalAddress }}",
    )
  })

  test('loads nothing from strangers’ servers', async () => {
    const { html } = await content(aWorkspace())
    expect(html).not.toMatch(/fonts\.googleapis|@import/)
  })

  test('has the text its author wrote, if there is one', async () => {
    const files = aWorkspace({ 'templates/hello.email.txt': 'By hand: {{ brand.name }}\n' })
    expect((await content(files)).text).toBe('By hand: {{ brand.name }}')
  })

  test('includes blocks by name', async () => {
    const body = '<mj-include path="../blocks/note.mjml" />'
    const block = section('\n<mj-text>Shared\n note</mj-text>')
    const { text } = await content(withEmail(anEmail({ body }), { 'blocks/note.mjml': block }))
    expect(text).toContain('Shared note')
  })

  test('has another hash when its content changes, and the same when not', async () => {
    const hash = async (title: string) =>
      (await parseWorkspace(withEmail(anEmail({ title })))).workspace!.templates[0]!.hash
    expect(await hash('A')).toBe(await hash('A'))
    expect(await hash('A')).not.toBe(await hash('B'))
  })
})

describe('faults of an email', () => {
  test.each<[string, string, string]>([
    [
      'no subject',
      anEmail({ title: '' }),
      'error no_subject 1: has no subject; write <mj-title>…</mj-title> into <mj-head>',
    ],
    [
      'unknown element',
      anEmail({ body: section('<mj-txt>Hi</mj-txt>') }),
      "error mjml_invalid 2: MJML: Element mj-txt doesn't exist or is not registered",
    ],
    [
      'unknown attribute',
      anEmail({ body: section('<mj-text colour="red">Hi</mj-text>') }),
      'error mjml_invalid 2: MJML: Attribute colour is illegal',
    ],
    [
      'unclosed Liquid',
      anEmail({ body: section('<mj-text>{% if a %}Hi</mj-text>') }),
      'error liquid_syntax 2: Liquid: tag {% if a %} not closed',
    ],
    [
      'unknown filter',
      anEmail({ body: section('<mj-text>{{ a | megaphone }}</mj-text>') }),
      'error liquid_syntax 2: Liquid: undefined filter: megaphone',
    ],
    [
      'mistyped filter',
      anEmail({ body: section('<mj-text>{{ a | monies }}</mj-text>') }),
      'error liquid_syntax 2: Liquid: undefined filter: monies; did you mean "money"?',
    ],
    [
      'mistyped tag',
      anEmail({ body: section('<mj-text>{% requires a %}</mj-text>') }),
      'error liquid_syntax 2: Liquid: tag "requires" not found; did you mean "require"?',
    ],
    [
      'Liquid that is closed in another order',
      anEmail({ body: section('<mj-text>{% for x in a %}{% if x %}Hi{% endfor %}</mj-text>') }),
      'error liquid_syntax 2: Liquid: tag "endfor" not found; it closes nothing here: something above it is not closed yet, or was never opened',
    ],
    [
      'a style of dates nobody knows',
      anEmail({ body: section('<mj-text>{{ brand.name | local_date: "shrt" }}</mj-text>') }),
      'error liquid_syntax 2: local_date has no style "shrt"; did you mean "short"?',
    ],
    [
      'a requirement of nothing',
      anEmail({ body: section('<mj-text>{% require %}</mj-text>') }),
      'error liquid_syntax 2: Liquid: require is written {% require product.name, product.url %}',
    ],
    [
      'files of others',
      anEmail({ body: section("<mj-text>{% render 'secret' %}</mj-text>") }),
      'error liquid_syntax 2: {% render %} reads another file, which templates cannot; use <mj-include path="../blocks/NAME.mjml" />',
    ],
    [
      'Liquid that MJML would drop',
      anEmail({ body: section('{% if cart %}<mj-text>Hi</mj-text>{% endif %}') }),
      'error liquid_lost 2: {% if cart %} stands between MJML elements; write <mj-raw>{% if cart %}</mj-raw>',
    ],
    [
      'missing block',
      anEmail({ body: '<mj-include path="../blocks/foot.mjml" />' }),
      'error block_missing 2: there is no blocks/foot.mjml; write it, or take the mj-include out',
    ],
    [
      'include of any file',
      anEmail({ body: '<mj-include path="/etc/passwd" />' }),
      'error block_missing 2: "/etc/passwd" cannot be included; blocks are named as "../blocks/NAME.mjml"',
    ],
    [
      'a slip of the pen',
      anEmail({ body: section('<mj-text>{{ costumer.firstName }}</mj-text>') }),
      'warning unusual_variable 2: reads "costumer.firstName", which is never there; did you mean "customer"?',
    ],
    [
      'unknown property of ours',
      anEmail({ body: section('<mj-text>{{ brand.adress }}</mj-text>') }),
      'warning unusual_variable 2: reads "brand.adress", which is never there; brand has name, url, postalAddress, reason, currency',
    ],
  ])('%s', async (_, mjml, expected) => {
    expect(await findings(withEmail(mjml))).toEqual([expected])
  })

  test.each<[string, string, string]>([
    [
      'no preheader',
      anEmail().replace('<mj-preview>Look</mj-preview>', ''),
      'warning no_preheader 1: has no preheader, so that lists of mails show whatever it begins with; write <mj-preview>…</mj-preview> into <mj-head>',
    ],
    [
      'no thought of the dark',
      anEmail().replace('color-scheme', 'x'),
      'warning no_dark_mode 1: does not say how it looks in the dark, so that mail programs guess; add an <mj-style> with "color-scheme" and "prefers-color-scheme: dark"',
    ],
    [
      'an image without a text',
      anEmail({ body: section('<mj-image src="https://shop.example/a.jpg" />') }),
      'warning image_without_alt 2: <mj-image> has no text for who sees no images; write alt="…"',
    ],
    [
      'an image with an empty text',
      anEmail({ body: section('<mj-image src="https://shop.example/a.jpg" alt="" />') }),
      'warning image_without_alt 2: <mj-image> has no text for who sees no images; write alt="…"',
    ],
    [
      'a plain image without a text',
      anEmail({ body: section('<mj-text><img src="{{ brand.url }}/a>b.jpg"></mj-text>') }),
      'warning image_without_alt 2: <img> has no text for who sees no images; write alt="…"',
    ],
  ])('%s', async (_, mjml, expected) => {
    expect(await findings(withEmail(mjml))).toEqual([expected])
  })

  test('a plain image may say that it only decorates', async () => {
    const mjml = anEmail({
      body: section('<mj-text><img src="https://shop.example/a.jpg" alt=""></mj-text>'),
    })
    expect(await findings(withEmail(mjml))).toEqual([])
  })

  test('wrong Liquid in the text its author wrote', async () => {
    expect(await findings(aWorkspace({ 'templates/hello.email.txt': 'Hi {{ a' }))).toEqual([
      'error liquid_syntax 1: Liquid: output "{{ a" not closed',
    ])
  })

  test('no MJML at all', async () => {
    expect(await findings(withEmail('Hello'))).toEqual([
      expect.stringMatching(/^error mjml_invalid 1: MJML: /),
    ])
  })

  test('what the law wants', async () => {
    const bare = `<mjml><mj-head><mj-title>x</mj-title><mj-preview>y</mj-preview><mj-style>a { color-scheme: dark }</mj-style></mj-head><mj-body>${section('<mj-text>Hi</mj-text>')}</mj-body></mjml>`
    expect(await findings(withEmail(bare))).toEqual([
      'error no_unsubscribe 1: has no link to unsubscribe; add one to {{ unsubscribeUrl }}',
      'error no_postal_address 1: does not show {{ brand.postalAddress }}, which marketing email must',
      'warning no_reason 1: does not say why its reader gets it; show {{ brand.reason }}',
    ])
  })

  test('one error keeps the whole workspace from being published', async () => {
    const { workspace } = await parseWorkspace(withEmail(anEmail({ title: '' })))
    expect(workspace).toBeNull()
  })

  test('errors come before warnings', async () => {
    const files = aWorkspace({ 'a-journey.json': '{}', 'templates/hello.mjml': anEmail({ title: '' }) })
    expect((await parseWorkspace(files)).findings.map(({ code }) => code)).toEqual([
      'no_subject',
      'unknown_file',
    ])
  })
})

describe('translations', () => {
  const german = anEmail({ title: 'Hallo' })
  const locales = async (files: ReturnType<typeof aWorkspace>) => {
    const { workspace, findings } = await parseWorkspace(files)
    expect(findings).toEqual([])
    return workspace!.templates.map(({ name, content }) => [name, Object.keys(content.locales ?? {})])
  }

  test('belong to the template, with texts of their own', async () => {
    const files = aWorkspace({
      'templates/hello.de.mjml': german,
      'templates/hello.pt-BR.mjml': anEmail({ title: 'Olá' }),
      'templates/hello.de.email.txt': 'Von Hand',
    })
    expect(await locales(files)).toEqual([['hello', ['de', 'pt-BR']]])
    const { workspace } = await parseWorkspace(files)
    const content = workspace!.templates[0]!.content as { subject: string; locales: Record<string, object> }
    expect(content.subject).toBe('Hello')
    expect(content.locales.de).toMatchObject({ subject: 'Hallo', text: 'Von Hand' })
  })

  test('give the template another hash', async () => {
    const hash = async (files: ReturnType<typeof aWorkspace>) =>
      (await parseWorkspace(files)).workspace!.templates[0]!.hash
    expect(await hash(aWorkspace({ 'templates/hello.de.mjml': german }))).not.toBe(await hash(aWorkspace()))
  })

  test('of SMS and messages on the site are told by their names, too', async () => {
    const files = aWorkspace({
      'welcome.journey.json': aJourney({
        steps: [{ id: 'hello', send: 'onsite', template: 'hi' }],
      }),
      'other.journey.json': { ...smsJourney, id: 'other' },
      'templates/hello.mjml': null,
      'templates/hi.txt': 'Hi! Reply STOP to opt out',
      'templates/hi.de.txt': 'Hallo! Antworten Sie STOP, dann hören Sie nichts mehr',
      'templates/hi.onsite.json': { title: 'Hi', text: 'there' },
      'templates/hi.de.onsite.json': { title: 'Hallo', text: 'du' },
    })
    expect(await locales(files)).toEqual([
      ['hi', ['de']],
      ['hi', ['de']],
    ])
  })

  test.each<[string, Record<string, string | null>, string]>([
    [
      'into no language',
      { 'templates/hello.xyz.mjml': german },
      'error locale_unknown undefined: "xyz" in its name is no locale; write one such as "de" or "pt-BR"',
    ],
    [
      'in the wrong case',
      { 'templates/hello.DE.mjml': german },
      'error locale_unknown undefined: "DE" in its name is no locale; write one such as "de" or "pt-BR"',
    ],
    [
      'of what is not there',
      { 'templates/bye.de.mjml': german },
      'error template_missing undefined: is a translation of templates/bye.mjml, which is not there; write that first',
    ],
    [
      'into the language of the workspace',
      { 'templates/hello.en.mjml': german },
      'warning unused_file undefined: is never used: templates without a locale in their name are in "en" already ("locale" in settings.json)',
    ],
    [
      'with a fault',
      { 'templates/hello.de.mjml': anEmail({ title: '{{ product.name }}' }) },
      'warning may_be_missing 1: {{ product.name }} may be missing, and nothing says what then: give it a default ({{ product.name | default: "…" }}), leave the block out ({% if product.name %}), or the message ({% require product.name %})',
    ],
  ])('%s', async (_, files, expected) => {
    expect((await findings(aWorkspace(files)))[0]).toBe(expected)
  })
})

describe('an SMS', () => {
  test('is its text', async () => {
    expect(await content(withSms('Hi {{ customer.phone }}! Reply STOP to opt out\n'))).toEqual({
      text: 'Hi {{ customer.phone }}! Reply STOP to opt out',
    })
  })

  test.each<[string, string, string[]]>([
    ['empty', ' \n', ['error empty_sms 1: is empty']],
    [
      'too long',
      `${'x'.repeat(460)} stop`,
      [
        'warning long_sms 1: has 465 characters (GSM-7) without the values filled in, which are sent, and paid for, as 4 SMS',
      ],
    ],
    [
      'too long for its alphabet',
      'ж'.repeat(202),
      [
        'warning long_sms 1: has 202 characters (UCS-2) without the values filled in, which are sent, and paid for, as 4 SMS',
      ],
    ],
    ['letters and emoji that are there on purpose', 'Привет 👋', []],
    ['what typing programs put in, where the SMS is UCS-2 anyway', 'Привет – 👋', []],
    [
      'what typing programs put in',
      `Hello\nIt\u2019s${'\u00a0'}here${'x'.repeat(80)}`,
      [
        'warning sms_unicode 2: is sent as UCS-2, 70 characters to an SMS instead of 160: 2 SMS instead of 1 without the values filled in; replace "\u2019" by "\'", U+00A0 by " "',
      ],
    ],
    [
      'what typing programs put in, where it costs more only once values are filled in',
      'It\u2019s here',
      [
        'warning sms_unicode 1: is sent as UCS-2, 70 characters to an SMS instead of 160; replace "\u2019" by "\'"',
      ],
    ],
    ['wrong Liquid', 'Stop {{ a', ['error liquid_syntax 1: Liquid: output "{{ a" not closed']],
  ])('%s', async (_, text, expected) => {
    expect(await findings(withSms(text))).toEqual(expected)
  })
})

describe('a message on the site', () => {
  const withOnsite = (file: unknown) =>
    aWorkspace({
      'welcome.journey.json': aJourney({ steps: [{ id: 'hello', send: 'onsite', template: 'hi' }] }),
      'templates/hello.mjml': null,
      'templates/hi.onsite.json': typeof file === 'string' ? file : JSON.stringify(file, null, 2),
    })

  test('is its texts; what it leaves out is empty', async () => {
    expect(
      await content(withOnsite({ title: 'Hi {{ brand.name }}', text: 'Back {{ cart | cart_url }}' })),
    ).toEqual({
      title: 'Hi {{ brand.name }}',
      text: 'Back {{ cart | cart_url }}',
      button: '',
      link: '',
      image: '',
    })
    const { link } = await content(
      withOnsite({ title: 'a', text: 'b', button: 'c', link: '/d', image: '/e' }),
    )
    expect(link).toBe('/d')
  })

  test.each<[string, unknown, string]>([
    [
      'no JSON',
      '{',
      'error json_syntax 1: column 2: expected the name of a property in double quotation marks, found the end of the file',
    ],
    [
      'no text',
      { title: 'a' },
      'error wrong_value 1: text: is missing; it must be a text in quotation marks',
    ],
    [
      'an unknown part',
      { title: 'a', text: 'b', lnik: 'c' },
      'error unknown_property 1: has the unknown property "lnik"; did you mean "link"? allowed here: "title", "text", "button", "link", "image"',
    ],
    [
      'a button to nowhere',
      { title: 'a', text: 'b', button: 'c' },
      'error wrong_value 1: has a "button" without "link"',
    ],
    [
      'wrong Liquid',
      { title: 'a', text: '{{ b' },
      'error liquid_syntax 3: text: Liquid: output "{{ b" not closed',
    ],
    [
      'a slip of the pen',
      { title: '{{ costumer.name }}', text: 'b' },
      'warning unusual_variable 2: title: reads "costumer.name", which is never there; did you mean "customer"?',
    ],
  ])('%s', async (_, file, expected) => {
    expect(await findings(withOnsite(file))).toEqual([expected])
  })
})

describe('what a template reads', () => {
  const text = (liquid: string) => anEmail({ body: section(`<mj-text>${liquid}</mj-text>`) })
  const coupons = { 'settings.json': aSettings({ coupons: { SAVE10: {} } }) }
  const withGift = aJourney({
    steps: [
      { id: 'gift', coupon: 'SAVE10' },
      { id: 'hello', send: 'email', template: 'hello' },
    ],
  })
  const told = (message: string) => [`warning unusual_variable 2: ${message}`]

  test.each<[string, string[]]>([
    ['{{ cart.value }} {{ cart.items[0].name }} {{ cart.items.size }} {{ cart.items.first.price }}', []],
    ['{% for item in cart.items %}{{ item.whatever }}{% endfor %}{% assign x = 1 %}{{ x }}', []],
    ['{{ customer.whatever }} {{ message.id }} {{ journey.name }} {{ data.cart.id }}', []],
    ['{{ cart.currentValue }} {{ product.oldPrice }} {{ product.inStock }} {{ cart.items[0].replaces }}', []],
    ['{% for one in recommendations.boughtTogether %}{{ one.reason }}{% endfor %}', []],
    [
      '{{ order.currentValue }}',
      told(
        'no event "product_added" is known to have "order.currentValue"; if your shop sends it, describe it in events/product_added.json',
      ),
    ],
    [
      '{{ cart.vale }}',
      told(
        'no event "product_added" is known to have "cart.vale"; did you mean "cart.value"? If not, describe it in events/product_added.json',
      ),
    ],
    [
      '{{ data.order.id }}',
      told(
        'no event "product_added" is known to have "order.id"; if your shop sends it, describe it in events/product_added.json',
      ),
    ],
    [
      '{{ steps.gift.code }}',
      told('reads "steps.gift.code", but no step "gift" is passed on the way to "hello" of welcome'),
    ],
  ])('%s', async (liquid, expected) => {
    expect(await wordFindings(withEmail(text(liquid)))).toEqual(expected)
  })

  test('can be what a step above has put out', async () => {
    const files = { 'welcome.journey.json': withGift, ...coupons }
    expect(await wordFindings(withEmail(text('{{ steps.gift.code }}'), files))).toEqual([])
    expect(await wordFindings(withEmail(text('{{ steps.gift.cod }}'), files))).toEqual(
      told('reads "steps.gift.cod", but the step "gift" puts out "code"'),
    )
  })

  test('can be there for one of the journeys that send it', async () => {
    const other = aJourney({
      id: 'other',
      trigger: { event: 'order_completed' },
      goal: { event: 'product_added', within: '1d', exits: true },
    })
    expect(
      await wordFindings(withEmail(text('{{ order.id }}{{ cart.value }}'), { 'other.journey.json': other })),
    ).toEqual([])
  })

  test('in a block can be there for any template', async () => {
    const thanks = aJourney({
      id: 'thanks',
      trigger: { event: 'order_completed' },
      goal: { event: 'product_added', within: '1d', exits: true },
      steps: [{ id: 'thanks', send: 'email', template: 'thanks' }],
    })
    const email = anEmail({ body: '<mj-include path="../blocks/order.mjml" />' })
    const files = (block: string) => ({
      'thanks.journey.json': thanks,
      'templates/thanks.mjml': email,
      'blocks/order.mjml': section(`<mj-text>${block}</mj-text>`),
    })
    expect(await wordFindings(withEmail(email, files('{{ order.total }}')))).toEqual([])
    expect(await wordFindings(withEmail(email, files('{{ checkout.nope }}')))).toHaveLength(2)
  })

  test('what the law wants of marketing is not wanted of what belongs to an order', async () => {
    const step = { id: 'hello', send: 'email', template: 'hello' }
    const bare = `<mjml><mj-head><mj-title>x</mj-title><mj-preview>y</mj-preview><mj-style>a { color-scheme: dark }</mj-style></mj-head><mj-body>${section('<mj-text>Hi</mj-text>')}</mj-body></mjml>`
    const sent = (...categories: string[]) => ({
      'welcome.journey.json': aJourney({
        steps: categories.map((category, i) => ({ ...step, id: `s${i}`, category })),
      }),
    })
    expect(await findings(withEmail(bare, sent('transactional')))).toEqual([])
    expect(await findings(withEmail(bare, sent('transactional', 'marketing')))).toHaveLength(3)
  })
})
