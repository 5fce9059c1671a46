// How late an event arrived. Older than the settings allow, it brings nobody in.
import type { Event } from '../../model/event.js'

export const latenessMs = ({ receivedAt, occurredAt }: Event): number =>
  receivedAt === occurredAt ? 0 : Date.parse(receivedAt) - Date.parse(occurredAt)
