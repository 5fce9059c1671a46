// The door of recommendations: computed by a job, read at hand-over, explained on the command line.
export type { Choice, Kind, LeftOutBecause } from './choose.js'
export { type Recommendations, recommend } from './recommend.js'
export { publishedRules } from './recommendation-store.js'
export type { CompatibleRule } from './selector.js'
export {
  refreshRecommendations,
  startRecommendations,
} from './start-recommendations.js'
