// The door to the description of the API: what folders say of their routes, and the document that is made of it.
export type {
  Content,
  DescribedAnswer,
  DescribedArea,
  DescribedRoute,
  ProblemCodes,
} from './described-route.js'
export { type DocumentOptions, openApiDocument } from './document.js'
export { inCapitals } from './in-capitals.js'
export { operationsApi } from './operations-api.js'
export {
  databaseProblems,
  jsonBodyProblems,
  pagePostProblems,
  queueProblems,
  rawBodyProblems,
} from './problem-codes.js'
export { openApiRoutes } from './routes.js'
