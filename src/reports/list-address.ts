// Where the list behind a figure is found: an address that holds all that the figure was counted by.

export type ListName =
  | 'enrollments'
  | 'messages'
  | 'orders'
  | 'events'
  | 'entrants'
  | 'claims'
  | 'holds'
  | 'shop-orders'

/** What is null or undefined is left out; an empty text stays, and asks for what has none. */
export function listAddress(
  list: ListName,
  filters: Readonly<Record<string, string | number | null | undefined>>,
): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(filters))
    if (value !== null && value !== undefined) query.append(name, String(value))
  return `/v1/reports/lists/${list}?${query}`
}
