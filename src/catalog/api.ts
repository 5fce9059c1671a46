// The catalog's routes, described by the schema that checks products.
import { z } from 'zod'
import { type DescribedArea, databaseProblems, jsonBodyProblems } from '../platform/openapi/index.js'
import { postedProductSchema } from './product.js'
import { maxProducts } from './routes.js'

const product = postedProductSchema.meta({
  description:
    'A product as the shop tells it. More properties are always allowed, within the limits of events.',
})
const known = postedProductSchema.extend({
  updatedAt: z.iso.datetime(),
  removedAt: z.iso.datetime().optional().meta({ description: 'Only of one that is no longer sold.' }),
})
const rejected = z.array(
  z.object({
    index: z.int(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })),
  }),
)

export const catalogApi: DescribedArea = {
  tag: 'Catalog',
  description: 'What the shop knows of its products. Role `web`.',
  schemas: { Product: product },
  routes: [
    {
      method: 'put',
      path: '/v1/catalog/products',
      name: 'putProducts',
      summary: `Tells of up to ${maxProducts} products`,
      description:
        'A product replaces all that was known of it. Bad products do not hold up good ones. A state older than the one that is known is passed over.',
      scope: 'write',
      body: { 'application/json': z.object({ products: z.array(product).min(1).max(maxProducts) }) },
      answers: {
        200: {
          description: 'What became of them.',
          content: {
            'application/json': z.object({
              stored: z.int(),
              outdated: z.int().meta({ description: 'Passed over: a newer state is known.' }),
              rejected,
            }),
          },
        },
      },
      problems: [jsonBodyProblems, { 400: ['no_valid_product'], 413: ['batch_too_large'] }, databaseProblems],
    },
    {
      method: 'get',
      path: '/v1/catalog/products/:id',
      name: 'getProduct',
      summary: 'A product as it was put, with what follows from it',
      scope: 'read',
      params: { id: z.string().meta({ description: 'URL-encoded.' }) },
      answers: { 200: { description: 'The product.', content: { 'application/json': known } } },
      problems: [{ 404: ['product_not_found'] }, databaseProblems],
    },
  ],
}
