// A source folder as JavaScript, for tests that need its code in another process without building everything first.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { untilOver } from './until-over.js'

/** The folder with the .js files. It lies inside the repository, so that packages are found from there. */
export function transpiled(source: string): string {
  mkdirSync('node_modules/.cache', { recursive: true })
  const target = mkdtempSync(join(process.cwd(), 'node_modules/.cache/transpiled-'))
  untilOver(async () => rmSync(target, { recursive: true }))
  writeFileSync(join(target, 'package.json'), '{ "type": "module" }')
  const compilerOptions = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext }
  for (const name of readdirSync(source)) {
    const { outputText } = ts.transpileModule(readFileSync(join(source, name), 'utf8'), { compilerOptions })
    writeFileSync(join(target, name.replace(/\.ts$/, '.js')), outputText)
  }
  return target
}
