// The door of recommendations: computed by a job, read at hand-over, explained on the command line.
export type { Choice, Kind, LeftOutBecause, Recommended } from './choose.js'
export { type RecommendationQuestion, type Recommendations, recommend } from './recommend.js'
export type { CompatibleRule } from './selector.js'
export {
  type RecommendationOptions,
  refreshRecommendations,
  startRecommendations,
} from './start-recommendations.js'
