// The door to the catalog: what is known of products, for conditions to read; and the routes by which shops tell it.
export { loadProducts } from './product-store.js'
export { type CatalogRoutesOptions, catalogRoutes } from './routes.js'
