// The command line. Reads what is wanted, runs it, and answers with an exit code: 0 good, 1 findings or failed, 2 misuse.
import { runCli } from './run-cli.js'

process.exitCode = await runCli(process.argv.slice(2), process.stdout, process.stderr)
