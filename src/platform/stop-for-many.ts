// A signal to stop that much work in hand waits for at once. Node takes more than ten who listen for a leak, and writes so on the
// screen; here they are as many as there is work, and each leaves when its pause is over.
import { setMaxListeners } from 'node:events'

export function stopForMany(): AbortController {
  const stop = new AbortController()
  setMaxListeners(0, stop.signal)
  return stop
}
