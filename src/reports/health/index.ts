// The door of health.
export { health } from './health.js'
