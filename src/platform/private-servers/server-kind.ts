// What PostgreSQL and Redis have in common for whoever starts, shares and stops them.
import type { ProcessMark } from './process-mark.js'
import type { ServerName } from './servers-file.js'

export interface StartRequest {
  /** Where the server keeps its data; its parent is the data folder of all. */
  folder: string
  log: string
  password: string
  durable: boolean
  say: (line: string) => void
}

export interface ServerKind {
  name: ServerName
  /** Asks for a clean stop that does not wait for clients. */
  stopSignal: NodeJS.Signals
  /** Its data hold the password, so a lost one cannot be replaced. */
  keepsPassword: boolean
  /** Crash recovery counts into it. */
  startLimitMs: number
  /** Makes the data folder where it is missing. Done once, then launched until a port is free. */
  prepare(request: StartRequest): Promise<PreparedServer>
  /** True when clients can use it; false while it starts or when it is gone. */
  answers(url: string): Promise<boolean>
}

export interface PreparedServer {
  launch(port: number): Promise<{ url: string; process: ProcessMark }>
}
