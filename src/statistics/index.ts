// The door of statistics: rates and means of two arms, what lies between them, and whether to believe it. Pure; imports
// nothing of src, and knows neither money nor journeys (docs/reference/statistics.md).
export {
  anytimeDifferenceOfMeans,
  anytimeDifferenceOfProportions,
  type BuyersSample,
  type Looks,
} from './anytime.js'
export { bootstrapDifference, type Resampling } from './bootstrap.js'
export { type Enough, enoughData, enoughForMeans } from './enough-data.js'
export type { Estimate, Interval, Proportion, Sample, Weighted } from './estimate.js'
export { capOf, type DifferenceOfMeans, differenceOfMeans, winsorize } from './means.js'
export { differenceOfProportions, relativeLift, wilsonInterval } from './proportions.js'
export { type SampleRatio, sampleRatioMismatch } from './sample-ratio.js'
export {
  minimumDetectableDifferenceOfMeans,
  minimumDetectableEffect,
  sampleSizeFor,
} from './sample-size.js'
export { holm, levelForEach } from './several.js'
