// The door of caps.
export { caps } from './caps.js'
