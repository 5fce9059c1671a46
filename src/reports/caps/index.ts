// The door of caps.
export { caps } from './caps.js'
export { holds } from './holds-list.js'
