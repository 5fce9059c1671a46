// The door to Segment: what its messages mean. Its routes are in routes.ts.
export { readSegment } from './read-segment.js'
