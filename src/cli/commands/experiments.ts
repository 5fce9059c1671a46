// experiments: says of every split what its variants brought and whether it is decided; decides one, or takes that back.
import type { Command } from 'commander'
import {
  decideByHand,
  type Experiment,
  ExperimentFault,
  experimentAsJson,
  listExperiments,
  reopenExperiment,
} from '../../experiments/index.js'
import { readConfig } from '../../platform/config.js'
import { type AddCommand, jsonOption, printJson } from '../command.js'
import { experimentLines, verdictLine } from '../experiment-words.js'
import { misuse } from '../problem.js'
import type { Terminal } from '../terminal.js'
import { withServers } from '../with-servers.js'

export const addExperiments: AddCommand = (program, terminal) => {
  const experiments = program
    .command('experiments')
    .description('the splits of all journeys: what each variant brought, and what is decided')
    .option(...jsonOption)
    .action(async ({ json }: { json?: true }) => {
      const all = await withServers(readConfig(), terminal, ({ db }) => listExperiments(db))
      if (json) return printJson(terminal, { experiments: all.map(experimentAsJson) })
      if (all.length === 0) return terminal.out('No journey has a split.')
      for (const line of experimentLines(all)) terminal.out(line)
    })
  addDecide(experiments, terminal)
  addReopen(experiments, terminal)
}

function addDecide(experiments: Command, terminal: Terminal): void {
  experiments
    .command('decide <journey> <step> <variant>')
    .description('from now on all who come to this split get this variant')
    .option(...jsonOption)
    .action(async (journey: string, step: string, variant: string, _: unknown, command: Command) => {
      const decided = await asked(() =>
        withServers(readConfig(), terminal, ({ db }) => decideByHand(db, { journey, step }, variant)),
      )
      show(terminal, decided, command)
    })
}

function addReopen(experiments: Command, terminal: Terminal): void {
  experiments
    .command('reopen <journey> <step>')
    .description('draw again at a split that was decided; its rule leaves it alone from then on')
    .option(...jsonOption)
    .action(async (journey: string, step: string, _: unknown, command: Command) => {
      const reopened = await asked(() =>
        withServers(readConfig(), terminal, ({ db }) => reopenExperiment(db, { journey, step })),
      )
      show(terminal, reopened, command)
    })
}

/** The option may stand before the name of the subcommand, where it is read as the command's own. */
function show(terminal: Terminal, experiment: Experiment, command: Command): void {
  if (command.optsWithGlobals<{ json?: true }>().json) printJson(terminal, experimentAsJson(experiment))
  else terminal.out(verdictLine(experiment))
}

async function asked(work: () => Promise<Experiment>): Promise<Experiment> {
  try {
    return await work()
  } catch (error) {
    const isNamedWrong =
      error instanceof ExperimentFault &&
      (error.code === 'experiment_unknown' || error.code === 'variant_unknown')
    throw isNamedWrong ? misuse(error.message) : error
  }
}
