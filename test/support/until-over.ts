// Undoes what a builder made when its test is over, or its file when it was called at the top of one.
import { afterAll, onTestFinished, TestRunner } from 'vitest'

export function untilOver(undo: () => Promise<void>): void {
  if (TestRunner.getCurrentTest()) onTestFinished(undo)
  else afterAll(undo)
}
