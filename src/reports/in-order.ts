// The order of rows: by their ids, and numbers inside as numbers, so that version 10 comes after version 9.

const collator = new Intl.Collator('en', { numeric: true })

export const inOrder = (a: string, b: string): number => collator.compare(a, b)
