// An email template in MJML → subject, preheader, HTML and plain text, with its Liquid left in for each message.
import type { ErrorCode } from '../definition/finding.js'
import { checkEmail } from './check-email.js'
import { checkLiquid, type LiquidFault, liquidTags } from './check-liquid.js'
import { type Blocks, expandBlocks } from './expand-blocks.js'
import { plainTextOf } from './plain-text.js'
import type { EmailContent } from './template-content.js'

export interface EmailSource {
  readonly mjml: string
  /** The text part its author wrote; null where it is to be made from the HTML. */
  readonly text: string | null
  readonly blocks: Blocks
}

export interface CompiledEmail {
  /** null where an error keeps it from being used. */
  readonly content: EmailContent | null
  readonly faults: readonly LiquidFault[]
}

export async function compileEmail({ mjml, text, blocks }: EmailSource): Promise<CompiledEmail> {
  const source = expandBlocks(mjml, blocks)
  const faults = [
    ...source.missing.map(({ line, message }) => fault('block_missing', line, message)),
    ...checkLiquid(source.text),
  ]
  if (faults.some(({ level }) => level === 'error')) return { content: null, faults }
  const made = await render(source.text)
  if ('broken' in made) return { content: null, faults: [...faults, made.broken] }
  const { html } = made
  const subject = plainTextOf(headText(source.text, 'mj-title'))
  const content = {
    subject,
    preheader: plainTextOf(headText(source.text, 'mj-preview')),
    html,
    text: text?.trim() ?? plainTextOf(html),
  }
  const found = [
    ...faults,
    ...made.faults,
    ...lostLiquid(source.text, html),
    ...checkEmail(source.text, content),
  ]
  if (subject === '')
    found.push(fault('no_subject', 1, 'has no subject; write <mj-title>…</mj-title> into <mj-head>'))
  return { content: found.some(({ level }) => level === 'error') ? null : content, faults: found }
}

type Rendered = { html: string; faults: LiquidFault[] } | { broken: LiquidFault }

async function render(source: string): Promise<Rendered> {
  // A quarter of the time in which the program starts goes into loading it, and most commands and roles compile nothing.
  const { default: mjml2html } = await import('mjml')
  try {
    // No fonts: MJML would load them from a stranger's server, which tells that server who opened the email.
    const { html, errors } = await mjml2html(source, {
      fonts: {},
      keepComments: false,
      validationLevel: 'soft',
    })
    return {
      html,
      faults: errors.map(({ line, message }) => fault('mjml_invalid', line, `MJML: ${message}`)),
    }
  } catch (failure) {
    const message = failure instanceof Error ? failure.message.split('\n')[0] : 'cannot be read'
    return { broken: fault('mjml_invalid', 1, `MJML: ${message}`) }
  }
}

const headText = (source: string, tag: string): string =>
  new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(source)?.[1]?.trim() ?? ''

/** MJML drops text between its own elements without a word; a lost {% if %} would show everything to everybody. */
function lostLiquid(source: string, html: string): LiquidFault[] {
  const kept = new Set(liquidTags(html))
  const lost = liquidTags(source).find(tag => !kept.has(tag))
  if (lost === undefined) return []
  const line = source.slice(0, source.indexOf(lost)).split('\n').length
  return [fault('liquid_lost', line, `${lost} stands between MJML elements; write <mj-raw>${lost}</mj-raw>`)]
}

const fault = (code: ErrorCode, line: number, message: string): LiquidFault => ({
  level: 'error',
  code,
  line,
  message,
})
