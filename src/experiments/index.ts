// The door of experiments: which splits there are, whether one variant is surely better, and what becomes of that.
export { experimentsApi } from './api.js'
export { experimentAsJson } from './as-json.js'
export {
  decideByHand,
  ExperimentFault,
  reopenExperiment,
} from './decide-by-hand.js'
export { decideExperiments } from './decide-experiments.js'
export { type Experiment, listExperiments, type VariantFigures } from './list-experiments.js'
export { type ExperimentRoutesOptions, experimentRoutes } from './routes.js'
export { startExperiments } from './start-experiments.js'
