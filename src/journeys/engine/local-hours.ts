// What time it is where the customer is.
import {
  endOfInside,
  insideWindow,
  type LocalWindow,
  localParts,
  nextInside,
} from '../../model/local-time.js'
import type { Because, Scope, Test } from './scope.js'

export function compileLocalTime(window: LocalWindow): Test {
  const test = { ...window } as Because
  return (scope, because) => {
    const { now, zone } = scope
    const inside = insideWindow(now, zone, window)
    if (scope.changesAt !== undefined) tellBorder(scope, window, inside)
    if (!inside) because?.push({ localTime: test, got: shown(now, zone) })
    return inside
  }
}

function tellBorder({ now, zone, changesAt }: Scope, window: LocalWindow, inside: boolean): void {
  const border = inside ? endOfInside(now, zone, window) : nextInside(now, zone, window)
  if (border !== null) changesAt?.(border)
}

/** `"Sat 21:30"` */
function shown(now: Date, zone: string): string {
  const { weekday, hour, minute } = localParts(now, zone)
  const two = (number: number): string => String(number).padStart(2, '0')
  return `${weekday[0]!.toUpperCase()}${weekday.slice(1)} ${two(hour)}:${two(minute)}`
}
