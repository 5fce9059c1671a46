// Makes one script of the modules in src/storefront: in the order they need each other, within one function, without
// imports. Only what these few files use is understood; anything else is an error. Pure. (A bundler would be a dependency
// for the sake of six files.)

const importLine = /^import\s[^'"]*['"]\.\/([\w-]+)\.js['"];?\n/gm
const exportWord = /^export (?=(?:async )?(?:function|const|let|class)\b)/gm
const leftOver = /^\s*(?:import|export)\b.*$|\bimport\(/m
const topName = /^(?:async )?(?:function|const|let|class)\s+(\w+)/gm

/** `modules`: compiled JavaScript by name, without `.js`. */
export function bundle(modules: ReadonlyMap<string, string>, entry: string, banner: string): string {
  const order: string[] = []
  const visit = (name: string, above: readonly string[]): void => {
    if (above.includes(name)) throw new Error(`${name}.js needs itself: ${[...above, name].join(' → ')}`)
    if (order.includes(name)) return
    const code = modules.get(name)
    if (code === undefined) throw new Error(`${name}.js is missing`)
    for (const [, needed = ''] of code.matchAll(importLine)) visit(needed, [...above, name])
    order.push(name)
  }
  visit(entry, [])
  const code = order.map(name => plain(name, modules.get(name) ?? '')).join('')
  refuseDoubles(code)
  return `/* ${banner} */\n(function () {\n'use strict';\n${code}})();\n`
}

function plain(name: string, code: string): string {
  const text = code
    .replace(importLine, '')
    .replace(exportWord, '')
    .replace(/^export \{\};?\n/m, '')
  const odd = leftOver.exec(text)
  if (odd) throw new Error(`${name}.js has what the bundle cannot take: ${odd[0].trim()}`)
  return text.trim() === '' ? '' : `${text.trim()}\n`
}

/** In one function two modules cannot have a name in common. */
function refuseDoubles(code: string): void {
  const seen = new Set<string>()
  for (const [, name = ''] of code.matchAll(topName)) {
    if (seen.has(name)) throw new Error(`two modules of the script have the name ${name}`)
    seen.add(name)
  }
}
