// CloudEvents 1.0 as posted events of ours: structured, in batches, and binary (in headers). Pure. Checks what is said of
// the envelope; the rest is checked by the parser of events, whose faults are told in the words of CloudEvents.
import { parseCustomerKey } from '../model/customer-key.js'
import { type Event, eventParser, type Fault } from '../model/event.js'
import { idFrom } from '../model/ids.js'
import { isObject } from '../model/json.js'
import { typeOfCloudEvent } from './cloud-event-type.js'
import type { Rejected, Sorted } from './posted-events.js'

const structuredType = 'application/cloudevents+json'
const batchType = 'application/cloudevents-batch+json'

type Translated =
  | { readonly posted: Record<string, unknown>; readonly pathOf: (path: string) => string }
  | { readonly faults: readonly Fault[] }

/** A CloudEvent in the form of `POST /v1/events`, and where in it a part of that form comes from. */
function translateCloudEvent(raw: unknown, receivedAt: Date): Translated {
  if (!isObject(raw)) return { faults: [{ path: '', message: 'must be a CloudEvent, which is an object' }] }
  const { id, source, type, time, subject, data = null } = raw
  const named = typeof type === 'string' ? typeOfCloudEvent(type) : undefined
  const customer = isObject(data) && data.customer !== undefined ? data.customer : customerOf(subject)
  const faults = [
    ...(raw.specversion === '1.0' ? [] : [fault('specversion', 'must be "1.0"')]),
    ...(isText(id) ? [] : [fault('id', 'must be a text that is not empty')]),
    ...(isText(source) ? [] : [fault('source', 'must be a text that is not empty')]),
    ...(named ? [] : [fault('type', 'must be a text such as "com.example.order.completed"')]),
    ...(named && 'fault' in named ? [fault('type', named.fault)] : []),
    ...(customer === undefined ? [fault('subject', whoIsMissing)] : []),
    ...(raw.data_base64 === undefined ? [] : [fault('data_base64', 'must not be there: data must be JSON')]),
    ...(data === null || isObject(data) ? [] : [fault('data', 'must be an object')]),
  ]
  if (faults.length > 0 || !named || 'fault' in named) return { faults }
  const { properties, at } = propertiesIn(data)
  return {
    posted: {
      id: idOf(String(source), String(id)),
      type: named.type,
      occurredAt: time ?? receivedAt.toISOString(),
      customer,
      properties,
    },
    pathOf: path =>
      path
        .replace(/^occurredAt\b/, 'time')
        .replace(/^properties\b/, at)
        .replace(/^customer\b/, isObject(data) && data.customer !== undefined ? 'data.customer' : 'subject'),
  }
}

/** The CloudEvent of a request in binary mode: its attributes are headers, its body the data. */
function binaryCloudEvent(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  data: unknown,
): Record<string, unknown> {
  const attributes = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith('ce-') && typeof value === 'string' ? [[name.slice(3), decoded(value)] as const] : [],
  )
  return { ...Object.fromEntries(attributes), data }
}

/** By any of its headers, so that a missing one is told as such. */
const isBinary = (headers: object): boolean => Object.keys(headers).some(name => name.startsWith('ce-'))

const whoIsMissing =
  'must name the customer, such as "id:c-42" or "email:ann@example.com", where data.customer does not'
const longestId = 200

/** The same source and id are the same event. Without the colons of the id, none is taken for another's. */
function idOf(source: string, id: string): string {
  const plain = `ce:${source}:${id.replaceAll('%', '%25').replaceAll(':', '%3A')}`
  return plain.length <= longestId ? plain : `ce:${idFrom('cloudevents', source, id)}`
}

function customerOf(subject: unknown): Record<string, string> | undefined {
  const key = typeof subject === 'string' ? parseCustomerKey(subject) : null
  return key ? { [key.kind]: key.value } : undefined
}

/** Beside its customer, data is the properties, or has them. */
function propertiesIn(data: unknown): { properties: unknown; at: string } {
  if (!isObject(data)) return { properties: {}, at: 'data' }
  if (isObject(data.properties)) return { properties: data.properties, at: 'data.properties' }
  const { customer: _customer, ...properties } = data
  return { properties, at: 'data' }
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
const fault = (path: string, message: string): Fault => ({ path, message })

/** Values of headers are percent-encoded where they are not plain; some senders do not know. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

/** The CloudEvents of a request, or undefined where it is none of the three ways to post them. */
export function listCloudEvents(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: unknown,
): readonly unknown[] | undefined {
  const [contentType = ''] = String(headers['content-type'] ?? '').split(';')
  const type = contentType.trim().toLowerCase()
  if (type === batchType) return Array.isArray(body) ? body : [body]
  if (type === structuredType) return [body]
  return isBinary(headers) ? [binaryCloudEvent(headers, body)] : undefined
}

/** For what was refused of them. */
export function readCloudEvent(raw: unknown): { readonly type: unknown; readonly event: unknown } {
  const named = isObject(raw) && typeof raw.type === 'string' ? typeOfCloudEvent(raw.type) : undefined
  return { type: named && 'type' in named ? named.type : '', event: raw }
}

/** As `sortPosted`, of CloudEvents. */
export function sortCloudEvents(list: readonly unknown[], source: string, receivedAt: Date): Sorted {
  const parse = eventParser(source, receivedAt)
  const events: Event[] = []
  const rejected: Rejected[] = []
  for (const [index, raw] of list.entries()) {
    const translated = translateCloudEvent(raw, receivedAt)
    const parsed = 'faults' in translated ? translated : parse(translated.posted)
    if ('event' in parsed) events.push(parsed.event)
    else
      rejected.push({
        index,
        errors: 'pathOf' in translated ? renamed(parsed.faults, translated) : parsed.faults,
      })
  }
  return { events, rejected }
}

const renamed = (faults: readonly Fault[], { pathOf }: { pathOf: (path: string) => string }): Fault[] =>
  faults.map(({ path, message }) => ({ path: pathOf(path), message }))
