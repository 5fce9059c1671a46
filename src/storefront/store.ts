// What the script remembers: in memory until the shopper agrees, then in localStorage where there is one. Nothing of ours
// is on the disk before `keep` and after `forget`.

/** As much of `Storage` as is used. */
export interface Disk {
  readonly length: number
  key(index: number): string | null
  getItem(name: string): string | null
  setItem(name: string, value: string): void
  removeItem(name: string): void
}

export interface Store {
  get(name: string): string | null
  set(name: string, value: string): void
  remove(name: string): void
  /** Every name that begins like this, in their order. */
  names(start: string): string[]
  /** From now on the disk is used, and what memory holds goes there. */
  keep(): void
  /** Removes all there is of ours, and goes back to memory. */
  forget(): void
}

export const ours = 'triggerfish.'

export function createStore(disk: Disk | null): Store {
  const memory = new Map<string, string>()
  let kept: Disk | null = null

  const set = (name: string, value: string): void => {
    memory.set(name, value)
    if (!kept) return
    try {
      kept.setItem(ours + name, value)
      memory.delete(name)
    } catch {
      // A full or forbidden disk costs what a reload would have found, never the event.
    }
  }
  const onDisk = (from: Disk | null): string[] => {
    const names: string[] = []
    for (let index = 0; from && index < from.length; index++) {
      const name = from.key(index)
      if (name && name.indexOf(ours) === 0) names.push(name.slice(ours.length))
    }
    return names
  }

  return {
    set,
    get: name => memory.get(name) || kept?.getItem(ours + name) || null,
    remove: name => {
      memory.delete(name)
      if (kept) kept.removeItem(ours + name)
    },
    names: start =>
      [...new Set([...memory.keys(), ...onDisk(kept)])].filter(name => name.indexOf(start) === 0).sort(),
    keep: () => {
      kept = disk
      for (const [name, value] of [...memory]) set(name, value)
    },
    forget: () => {
      memory.clear()
      for (const name of onDisk(disk)) if (disk) disk.removeItem(ours + name)
      kept = null
    },
  }
}
