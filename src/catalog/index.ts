// The door to the catalog: what shops tell of products, what is known of them, and what follows from it.
export { type KnownProduct, type Offer, offerOf } from './offer.js'
export { loadBoughtLately, loadKnownProducts, loadSubstitutes } from './offer-store.js'
export { loadProducts } from './product-store.js'
export { type Put, type PutOptions, putProducts, type RejectedProduct } from './put-products.js'
export { putStock, type StockLevel } from './put-stock.js'
export { removeProducts } from './remove-products.js'
export { type CatalogRoutesOptions, catalogRoutes } from './routes.js'
