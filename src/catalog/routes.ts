// The catalog over HTTP: shops put products, people look one up. Thin: check, one use case, answer.
import { Router } from 'express'
import { type Authenticator, principalOf, requireScope } from '../access/index.js'
import type { Db } from '../db/tables.js'
import { textFault } from '../model/event-limits.js'
import { allow, jsonBody, Problem } from '../platform/http/index.js'
import { findProduct } from './product-store.js'
import { putProducts, type RejectedProduct } from './put-products.js'

export interface CatalogRoutesOptions {
  readonly db: Db
  readonly authenticator: Authenticator
}

export const maxProducts = 1_000

export function catalogRoutes({ db, authenticator }: CatalogRoutesOptions): Router {
  const router = Router()

  router
    .route('/v1/catalog/products')
    .put(requireScope(authenticator, 'write'), jsonBody(), async (req, res) => {
      const posted = listProducts(req.body)
      if (posted.length > maxProducts) throw tooMany(posted.length)
      const put = await putProducts(db, posted, { source: principalOf(res).source })
      if (put.rejected.length === posted.length) throw noValidProduct(put.rejected)
      const { stored, outdated, rejected } = put
      res.json({ stored, outdated, rejected })
    })
    .all(allow('PUT'))

  router
    .route('/v1/catalog/products/:id')
    .get(requireScope(authenticator, 'read'), async (req, res) => {
      const id = req.params.id ?? ''
      // What no text column holds is no product's id.
      const product = textFault(id) ? undefined : await findProduct(db, id)
      if (!product) throw notFound()
      const { data, updatedAt, removedAt } = product
      res.json({ ...data, updatedAt, ...(removedAt && { inStock: false, removedAt }) })
    })
    .all(allow('GET'))

  return router
}

function listProducts(body: unknown): readonly unknown[] {
  const { products } = (body ?? {}) as { products?: unknown }
  return Array.isArray(products) ? products : []
}

const tooMany = (count: number): Problem =>
  new Problem({
    status: 413,
    code: 'batch_too_large',
    title: `A request may hold at most ${maxProducts} products`,
    detail: `It held ${count}. None of them was stored.`,
  })

const noValidProduct = (rejected: readonly RejectedProduct[]): Problem =>
  new Problem({
    status: 400,
    code: 'no_valid_product',
    title: rejected.length === 0 ? 'The request holds no products' : 'No product in the request is valid',
    more: { rejected },
  })

const notFound = (): Problem =>
  new Problem({ status: 404, code: 'product_not_found', title: 'The catalog has no product of this id' })
