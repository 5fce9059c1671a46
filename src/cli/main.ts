// The command line. Reads what is wanted, runs it, and answers with an exit code: 0 good, 1 findings or failed, 2 misuse.
import { runCli } from './run-cli.js'

// Whoever reads a pipe may have seen enough; the command ends with its next line (terminal.ts).
for (const output of [process.stdout, process.stderr])
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })

process.exitCode = await runCli(process.argv.slice(2), process.stdout, process.stderr)
