// The door to HTTP: the app around the routes, and what routes need.
export { fromAnyPage, pageBody, pagePost, pagesMayPost } from './any-page.js'
export { type Answer, allow, createHttp, type HttpOptions } from './app.js'
export { isPassing, jsonBody, passBody, rawBody, rawOf } from './body.js'
export { type HealthOptions, healthRoutes } from './health-routes.js'
export { errorsOf, Problem, type ProblemDetails, ReaderGone, unavailable } from './problem.js'
export { type HttpServer, listen } from './server.js'
export { writePart } from './write-part.js'
