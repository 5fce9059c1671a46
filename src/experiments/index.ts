// The door of experiments: which splits there are, whether one variant is surely better, and what becomes of that.
export {
  decideByHand,
  ExperimentFault,
  reopenExperiment,
} from './decide-by-hand.js'
export { decideExperiments } from './decide-experiments.js'
export { type Experiment, listExperiments, type VariantFigures } from './list-experiments.js'
export { startExperiments } from './start-experiments.js'
