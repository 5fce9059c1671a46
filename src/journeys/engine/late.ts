// How late an event arrived. Older than the settings allow, it brings nobody in.
import type { Event } from '../../model/event.js'

export const latenessMs = ({ receivedAt, occurredAt }: Event): number =>
  Date.parse(receivedAt) - Date.parse(occurredAt)
