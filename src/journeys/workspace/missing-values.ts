// Values that a template shows and that may be missing when it is sent, where it has no rule for that: no default, no block that is
// left out, nothing required. Reads the template's own syntax; runs nothing.
import {
  AssignTag,
  CaptureTag,
  CaseTag,
  EchoTag,
  ForTag,
  IfTag,
  Output,
  TablerowTag,
  type Template,
  Token,
  TypeGuards,
  UnlessTag,
  Value,
} from 'liquidjs'
import { RequireTag } from '../liquid/require-tag.js'
import { type Aliases, factsOf, pathOf } from './liquid-paths.js'

export interface MissingRead {
  /** As a path of the context. */
  readonly path: string
  /** As the template writes it. */
  readonly written: string
  readonly line: number
}

/** What is always there: our own words. */
const sureRoots = new Set([
  'brand',
  'journey',
  'message',
  'recommendations',
  'forloop',
  'tablerowloop',
  'unsubscribeUrl',
  'preferencesUrl',
  'confirmUrl',
])
/** Filters that give something for nothing. */
const sureFilters = new Set(['cart_url', 'size', 'json', 'jsonify', 'inspect'])
const defaults = new Set(['default', 'fallback'])

/** `sure`: paths that are there for everybody who gets this. */
export function missingReads(templates: readonly Template[], sure: ReadonlySet<string>): MissingRead[] {
  const walk = new Walk()
  walk.all(templates, new Set([...sure, ...requiredIn(templates)]), new Map())
  return walk.found
}

/** What a template requires wherever it is, not only in some case. */
export const requiredIn = (templates: readonly Template[]): string[] =>
  templates.flatMap(one =>
    one instanceof RequireTag ? one.values.flatMap(value => pathOf(value, new Map()) ?? []) : [],
  )

type Known = ReadonlySet<string>
const and = (known: Known, more: Iterable<string>): Set<string> => new Set([...known, ...more])

class Walk {
  readonly found: MissingRead[] = []

  all(templates: readonly Template[], known: Known, aliases: Map<string, string | null>): void {
    let sure = known
    for (const one of templates) {
      if (one instanceof RequireTag)
        sure = and(
          sure,
          one.values.flatMap(value => pathOf(value, aliases) ?? []),
        )
      else this.one(one, sure, aliases)
    }
  }

  private one(template: Template, known: Known, aliases: Map<string, string | null>): void {
    if (template instanceof Output) this.value(template.value, template, known, aliases)
    else if (template instanceof EchoTag) this.shown(template, known, aliases)
    else if (template instanceof IfTag) this.branches(template, known, aliases)
    else if (template instanceof UnlessTag) this.unless(template, known, aliases)
    else if (template instanceof CaseTag) this.cases(template, known, aliases)
    else if (template instanceof ForTag || template instanceof TablerowTag)
      this.loop(template, known, aliases)
    else if (template instanceof AssignTag) this.assign(template, known, aliases)
    else if (template instanceof CaptureTag) {
      this.all(template.templates, known, aliases)
      aliases.set(template.variable, null)
    } else {
      const inner = template.children?.(false, true).next().value
      if (Array.isArray(inner)) this.all(inner, known, aliases)
    }
  }

  private shown(tag: EchoTag, known: Known, aliases: Aliases): void {
    for (const value of tag.arguments()) if (value instanceof Value) this.value(value, tag, known, aliases)
  }

  private value(value: Value, at: Template, known: Known, aliases: Aliases): void {
    const token = missingIn(value, known, aliases)
    const path = token && pathOf(token, aliases)
    if (!token || path === null) return
    const [line] = at.token.getPosition()
    this.found.push({ path, written: token.getText(), line: line ?? 1 })
  }

  private branches(
    { branches, elseTemplates = [] }: IfTag,
    known: Known,
    aliases: Map<string, string | null>,
  ) {
    let sure = known
    for (const { value, templates } of branches) {
      const facts = factsOf(value, aliases)
      this.all(templates, and(sure, facts.whenTrue), aliases)
      sure = and(sure, facts.whenFalse)
    }
    this.all(elseTemplates, sure, aliases)
  }

  private unless(
    { branches, elseTemplates = [] }: UnlessTag,
    known: Known,
    aliases: Map<string, string | null>,
  ) {
    const [first, ...others] = branches
    if (!first) return
    const facts = factsOf(first.value, aliases)
    this.all(first.templates, and(known, facts.whenFalse), aliases)
    for (const { value, templates } of others)
      this.all(templates, and(and(known, facts.whenTrue), factsOf(value, aliases).whenTrue), aliases)
    this.all(elseTemplates, and(known, facts.whenTrue), aliases)
  }

  private cases(
    { value, branches, elseTemplates = [] }: CaseTag,
    known: Known,
    aliases: Map<string, string | null>,
  ) {
    const { whenTrue } = factsOf(value, aliases)
    for (const { templates } of branches) this.all(templates, and(known, whenTrue), aliases)
    this.all(elseTemplates, known, aliases)
  }

  /** The body is only seen where the list has members, so both are there. */
  private loop(tag: ForTag | TablerowTag, known: Known, aliases: Map<string, string | null>): void {
    const list = pathOf(tag.collection, aliases)
    const members = list === null ? null : `${list}.*`
    const inside = new Map(aliases).set(tag.variable, members)
    this.all(tag.templates, list === null ? known : and(known, [list, members!]), inside)
    inside.delete(tag.variable)
    // What is assigned in a loop is there after it, too.
    for (const [name, path] of inside) aliases.set(name, path)
    if (tag instanceof ForTag) this.all(tag.elseTemplates, known, aliases)
  }

  /** What is made of a value that may be missing may be missing, too. */
  private assign(tag: AssignTag, known: Known, aliases: Map<string, string | null>): void {
    const [name] = tag.localScope()
    const [value] = tag.arguments()
    if (!name) return
    const token = value instanceof Value ? missingIn(value, known, aliases) : null
    const source = value instanceof Value && value.filters.length === 0 ? value.initial.postfix : []
    const same = source.length === 1 ? pathOf(source[0], aliases) : null
    aliases.set(name.content, token ? pathOf(token, aliases) : same)
  }
}

/** The path whose absence would leave the value empty; null where something is always shown. */
function missingIn({ initial, filters }: Value, known: Known, aliases: Aliases): Token | null {
  const last = filters.findLastIndex(({ name }) => defaults.has(name) || sureFilters.has(name))
  if (last < 0) return initial.postfix.length === 1 ? unsure(initial.postfix[0], known, aliases) : null
  const { name, args } = filters[last]!
  if (sureFilters.has(name)) return null
  const given = args.filter(arg => !Array.isArray(arg))
  // Each is tried in turn: one that is sure is enough, and the last may be anything but a path.
  const open = given.map(arg => unsure(arg, known, aliases))
  return open.includes(null) ? null : (open.at(-1) ?? null)
}

function unsure(token: unknown, known: Known, aliases: Aliases): Token | null {
  const path = pathOf(token, aliases)
  if (path === null || !(token instanceof Token) || !TypeGuards.isPropertyAccessToken(token)) return null
  const [root] = path.split('.')
  return sureRoots.has(root!) && !/^recommendations\..*[*\d]\./.test(path)
    ? null
    : isKnown(path, known)
      ? null
      : token
}

/** Where something inside a value is there, so is the value. */
const isKnown = (path: string, known: Known): boolean =>
  known.has(path) || [...known].some(one => one.startsWith(`${path}.`))
