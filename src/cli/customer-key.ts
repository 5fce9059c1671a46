// Customers as they are named on the command line.
import { type CustomerKey, parseCustomerKey } from '../model/customer-key.js'
import { misuse, Problem } from './problem.js'

export function customerKeyOf(text: string): CustomerKey {
  const key = parseCustomerKey(text)
  if (key) return key
  throw misuse('Name the customer by id:…, email:…, phone:… or anonymousId:…')
}

export const nobodyKnown = (more = ''): Problem => new Problem(`Nobody is known by that key.${more}`)
