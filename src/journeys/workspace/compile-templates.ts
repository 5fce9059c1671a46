// All templates of a workspace, each with its translations: compiled, and with everything that is wrong with them. No I/O.
import type { MessageChannel } from '../../model/channel.js'
import type { EventBook } from '../definition/event-properties.js'
import { type Finding, findingOf, warning } from '../definition/finding.js'
import type { JourneyDefinition } from '../definition/journey-schema.js'
import { type NamedFile, ofKind } from '../definition/library.js'
import { checkLiquid, type LiquidFault } from './check-liquid.js'
import { checkMissing, type TemplateText } from './check-missing.js'
import { checkTemplateWords, faultsFor, keyOf, sendersOf } from './check-template-words.js'
import { compileEmail } from './compile-email.js'
import { compileOnsite } from './compile-onsite.js'
import { compileSms } from './compile-sms.js'
import { contentHash } from './content-hash.js'
import { type Blocks, expandBlocks } from './expand-blocks.js'
import { sureValues } from './sure-values.js'
import type { Texts } from './template-content.js'
import type { Template } from './workspace.js'

export interface CompiledTemplates {
  readonly templates: readonly Template[]
  readonly findings: readonly Finding[]
}

interface Sending {
  readonly journeys: readonly JourneyDefinition[]
  readonly book: EventBook
  /** Of templates that name none; null while the settings cannot be read. */
  readonly locale: string | null
}

/** One file that was compiled. */
interface Piece {
  readonly file: NamedFile
  readonly channel: MessageChannel
  /** null where an error keeps it from being used, and for what is only a part of another. */
  readonly content: Texts | null
  readonly faults: readonly LiquidFault[]
  /** Its Liquid, blocks put in; and what is written in its own file. */
  readonly text: string
  readonly texts: readonly TemplateText[]
}

export async function compileTemplates(
  files: readonly NamedFile[],
  { journeys, book, locale }: Sending,
): Promise<CompiledTemplates> {
  const pieces = await compiledPieces(files)
  const senders = sendersOf(journeys)
  const everybody = [...senders.values()].flat()
  const findings = pieces.flatMap(({ file, channel, faults, text, texts }) => {
    const mine = senders.get(keyOf(channel, file.name)) ?? []
    const found = [
      ...faultsFor(mine, faults),
      ...checkTemplateWords({ text, own: file.text }, mine, everybody, book),
    ]
    const all = [...found, ...checkMissing(texts, sureValues(channel, mine), found)]
    return all.map(({ level, code, line, message }) => ({
      ...{ level, code, file: file.path, path: '', line, message },
    }))
  })
  const twice = pieces.flatMap(({ file }) =>
    file.locale !== null && file.locale === locale ? [findingOf(file.path, inOwnLanguage(locale))] : [],
  )
  return { templates: joined(pieces), findings: [...findings, ...twice] }
}

const inOwnLanguage = (locale: string) =>
  warning(
    'unused_file',
    [],
    `is never used: templates without a locale in their name are in "${locale}" already ("locale" in settings.json)`,
  )

async function compiledPieces(files: readonly NamedFile[]): Promise<Piece[]> {
  const parts = ofKind(files, 'email-text')
  const blocks = new Map(ofKind(files, 'block').map(({ name, text }) => [name, text]))
  const emails = ofKind(files, 'email').map(file => emailPiece(file, parts, blocks))
  const others = files.flatMap(file => {
    if (file.kind === 'sms') return [piece(file, 'sms', compileSms(file.text))]
    if (file.kind === 'onsite') return [onsitePiece(file)]
    const text = { content: null, faults: checkLiquid(file.text) }
    return file.kind === 'email-text' ? [piece(file, 'email', text)] : []
  })
  return [...(await Promise.all(emails)), ...others]
}

async function emailPiece(file: NamedFile, parts: readonly NamedFile[], blocks: Blocks): Promise<Piece> {
  const { name, locale, text: mjml } = file
  const written = parts.find(part => part.name === name && part.locale === locale)?.text ?? null
  const compiled = await compileEmail({ mjml, text: written, blocks })
  const { text } = expandBlocks(mjml, blocks)
  // Whoever translates writes the reason in that language, where the settings have it in the shop's.
  const faults = compiled.faults.filter(({ code }) => locale === null || code !== 'no_reason')
  return { file, channel: 'email', content: compiled.content, faults, text, texts: [{ text }] }
}

function onsitePiece(file: NamedFile): Piece {
  const { lines, ...compiled } = compileOnsite(file.text)
  const texts = Object.entries(compiled.content ?? {}).map(([part, text]) => ({
    text,
    line: lines[part] ?? 1,
  }))
  return { ...piece(file, 'onsite', compiled), texts }
}

const piece = (
  file: NamedFile,
  channel: MessageChannel,
  compiled: Pick<Piece, 'content' | 'faults'>,
): Piece => ({
  ...{ file, channel, ...compiled, text: file.text, texts: [{ text: file.text }] },
})

/** A template and its translations are one: they come and go together. */
function joined(pieces: readonly Piece[]): Template[] {
  return pieces.flatMap(({ file: { name, locale }, channel, content }) => {
    if (locale !== null || content === null) return []
    const locales = Object.fromEntries(
      pieces.flatMap(({ file, channel: of, content: translated }) =>
        file.name === name && of === channel && file.locale !== null && translated
          ? [[file.locale, translated]]
          : [],
      ),
    )
    const whole = Object.keys(locales).length === 0 ? content : { ...content, locales }
    const template = { name, channel, content: whole }
    return [{ ...template, hash: contentHash(template) } as Template]
  })
}
