// GET /openapi.json: the document, made when somebody first asks for it. No key: what it says is in the reference for
// everybody to read, and it holds nothing of an installation but its address.
import { Router } from 'express'
import { allow, fromAnyPage } from '../http/index.js'

/** It changes with the program only. */
const cacheControl = 'public, max-age=3600'

export function openApiRoutes(make: () => object): Router {
  let text: string | undefined
  const router = Router()
  router
    .route('/openapi.json')
    .all(fromAnyPage)
    .get((_req, res) => {
      text ??= JSON.stringify(make())
      res.set('Cache-Control', cacheControl).type('application/json').send(text)
    })
    .all(allow('GET'))
  return router
}
