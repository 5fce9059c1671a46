// The hosts that the text of a template names itself: whoever writes templates may lead anywhere, the data of events may not. Pure.
import type { JsonObject } from '../../model/json.js'

/** Up to the end of the host: "https://shop.example{{ path }}" names none, since the path could go on with ".evil.example". */
const named = /https?:\/\/([a-z0-9-]+(?:\.[a-z0-9-]+)*)(?::\d+)?(?=[/?#"'\s<>)\]]|$)/gi

const found = new WeakMap<JsonObject, ReadonlySet<string>>()

/** `parts`: as in the database; the same object each time is looked through once. */
export function templateHosts(parts: JsonObject): ReadonlySet<string> {
  const known = found.get(parts)
  if (known) return known
  const hosts = new Set<string>()
  for (const part of Object.values(parts))
    if (typeof part === 'string') for (const [, host] of part.matchAll(named)) hosts.add(host!.toLowerCase())
  found.set(parts, hosts)
  return hosts
}
