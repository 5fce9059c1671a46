// Puts blocks (blocks/NAME.mjml: a shared head, a footer) into a template where <mj-include> names them. By text, from the
// files at hand: MJML's own include would read any file of the machine.
import { didYouMean } from '../definition/did-you-mean.js'

export type Blocks = ReadonlyMap<string, string>

export interface Expanded {
  readonly text: string
  /** Includes that lead nowhere, with the line of each. */
  readonly missing: readonly { readonly line: number; readonly message: string }[]
}

const include = /<mj-include\s+path=["']([^"']*)["']\s*(?:\/>|>\s*<\/mj-include>)/g
const blockPath = /^\.\.\/blocks\/([^/]+)\.mjml$/

/** A block takes one line whatever its length, so that lines in findings are those of the template's file. */
export function expandBlocks(text: string, blocks: Blocks): Expanded {
  const missing: { line: number; message: string }[] = []
  const expanded = text.replace(include, (_, path: string, offset: number) => {
    const name = blockPath.exec(path)?.[1]
    const block = name === undefined ? undefined : blocks.get(name)
    if (block !== undefined) return block.trim().replace(/\s*\n\s*/g, ' ')
    missing.push({ line: text.slice(0, offset).split('\n').length, message: explain(path, name, blocks) })
    return ''
  })
  return { text: expanded, missing }
}

function explain(path: string, name: string | undefined, blocks: Blocks): string {
  if (name === undefined) return `"${path}" cannot be included; blocks are named as "../blocks/NAME.mjml"`
  return `there is no blocks/${name}.mjml${didYouMean(name, blocks.keys()) || '; write it, or take the mj-include out'}`
}
