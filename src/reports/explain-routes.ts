// Why a customer did or did not come into journeys, over HTTP. Thin: check what is asked, read, answer.
import { Router } from 'express'
import { allow, Problem } from '../platform/http/index.js'
import { type CustomerKey, explainCustomer, parseCustomerKey } from './explain.js'
import type { ReadRoutesOptions } from './list-routes.js'

export function explainRoutes({ db, mayRead }: ReadRoutesOptions): Router {
  const router = Router()

  router
    .route('/v1/customers/:key/explain')
    .get(mayRead, async (req, res) => {
      const { journey } = req.query
      const key = keyOf(String(req.params.key))
      const explanation = await explainCustomer(db, key, typeof journey === 'string' ? journey : null)
      if (!explanation)
        throw new Problem({
          status: 404,
          code: 'customer_not_found',
          title: 'Nobody is known by that key',
        })
      res.json(explanation)
    })
    .all(allow('GET'))

  return router
}

function keyOf(text: string): CustomerKey {
  const key = parseCustomerKey(text)
  if (key) return key
  throw new Problem({
    status: 400,
    code: 'customer_key_invalid',
    title: 'A customer is named by id:…, email:…, phone:… or anonymousId:…',
  })
}
