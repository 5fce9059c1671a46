// What is known of the customers of a batch before it is decided, apart from the facts that the engine asks for. The
// caller holds their locks.
import type { Db } from '../db/tables.js'
import type { CustomerState, Enrollment, JourneySet, Watch } from '../journeys/engine/index.js'
import { loadEnrollments } from '../journeys/enrollment-store.js'
import { loadWatches } from '../journeys/watch-store.js'
import type { Customer } from '../model/customer.js'

/**
 * Gives the state of a customer. Enrollments and watches are loaded of the `concerned` only: most views and carts concern
 * no journey. `types`: of the events that are to be decided.
 */
export async function loadStates(
  db: Db,
  journeys: JourneySet,
  concerned: readonly string[],
  types: readonly string[],
): Promise<(customer: Customer) => CustomerState> {
  const enrollments = byCustomer(await loadEnrollments(db, concerned, journeys.entered(types)))
  const watches = journeys.watching ? await loadWatches(db, concerned) : new Map<string, Watch>()
  return customer => ({
    customer,
    enrollments: enrollments.get(customer.id) ?? [],
    history: new Map(),
    messages: null,
    additions: null,
    products: new Map(),
    grants: new Map(),
    watch: watches.get(customer.id) ?? null,
  })
}

function byCustomer(enrollments: readonly Enrollment[]): Map<string, Enrollment[]> {
  const lists = new Map<string, Enrollment[]>()
  for (const enrollment of enrollments) {
    const list = lists.get(enrollment.customerId)
    if (list) list.push(enrollment)
    else lists.set(enrollment.customerId, [enrollment])
  }
  return lists
}
