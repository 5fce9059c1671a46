// `npm start` with options after it: it must not run with other settings than were asked for.
import { expect, test } from 'vitest'
import { startProgram } from '../support/process.js'

test('npm start takes no arguments, and says where they belong', async () => {
  const program = await startProgram({ args: ['--roles=engine'] })
  expect(await program.exited).toEqual({ code: 2, signal: null })
  expect(program.output()).toContain('set TRIGGERFISH_ROLES')
  expect(program.output()).toContain('`npx triggerfish start`')
  expect(program.output()).not.toContain('triggerfish is ready')
})
