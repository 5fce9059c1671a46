// The hosts that the text of a template names itself: whoever writes templates may lead anywhere, the data of events may not. Pure.
import type { JsonObject, JsonValue } from '../../model/json.js'

/** Up to the end of the host: "https://shop.example{{ path }}" names none, since the path could go on with ".evil.example". */
const named = /https?:\/\/([\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*)(?::\d+)?(?=[/?#"'\s<>)\]]|$)/giu

const found = new WeakMap<JsonObject, ReadonlySet<string>>()

/** `content`: a template as in the database, in all its languages; the same object each time is looked through once. */
export function templateHosts(content: JsonObject): ReadonlySet<string> {
  const known = found.get(content)
  if (known) return known
  const hosts = new Set(
    textsIn(content).flatMap(text => [...text.matchAll(named)].flatMap(([, host]) => asWritten(host!))),
  )
  found.set(content, hosts)
  return hosts
}

/** As it is in an address: "münchen.example" is "xn--mnchen-3ya.example" there. */
const asWritten = (host: string): string[] =>
  URL.canParse(`https://${host}`) ? [new URL(`https://${host}`).hostname] : []

const textsIn = (value: JsonValue): string[] => {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}
