// Customers as they are named on the command line.
import { type CustomerKey, parseCustomerKey } from '../model/customer-key.js'
import { misuse, Problem } from './problem.js'

/** For help and errors. */
export const customerKeys =
  'id:…, email:…, phone:…, anonymousId:…, orderToken:…, checkoutToken:… or cartToken:…'

export function customerKeyOf(text: string): CustomerKey {
  const key = parseCustomerKey(text)
  if (key) return key
  throw misuse(`Name the customer by ${customerKeys}`)
}

export const nobodyKnown = (more = ''): Problem => new Problem(`Nobody is known by that key.${more}`)
