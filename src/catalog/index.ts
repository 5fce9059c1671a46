// The door to the catalog: what shops tell of products, what is known of them, and what follows from it.

export { catalogApi } from './api.js'
export { auditCatalog } from './audits/index.js'
export { FeedFault } from './feeds/feed-row.js'
export { type FeedKind, feedKinds } from './feeds/open-feed.js'
export { type FeedProgress, type FeedReport, importFeed, type RejectedRow } from './import-feed.js'
export { type KnownProduct, type Offer, offerOf } from './offer.js'
export { loadBoughtLately, loadKnownProducts, loadSubstitutes } from './offer-store.js'
export { asRead } from './product-facts.js'
export { loadProducts } from './product-store.js'
export { type Put, type PutOptions, putProducts, type RejectedProduct } from './put-products.js'
export { putStock, type StockLevel } from './put-stock.js'
export {
  type Choice,
  type Kind,
  type LeftOutBecause,
  publishedRules,
  recommend,
  startRecommendations,
} from './recommendations/index.js'
export { removeProducts } from './remove-products.js'
export { type CatalogRoutesOptions, catalogRoutes } from './routes.js'
export { type CatalogJobsOptions, startCatalogJobs } from './start-jobs.js'
