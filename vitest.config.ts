import { defineConfig } from 'vitest/config'

// Unit tests and spec cases need no service and share one module cache, which makes them quick; properties look for
// counterexamples, which takes seconds; the house tests look at the repository itself; the others run on private Redis
// and PostgreSQL servers that the global set-up starts. Where files share the modules of a process, loading them is not
// paid for by every file: that was half of the time of a process.
//
// The edges are what loads much and is quick only after that: templates, senders, the command line, the demo, doors.
const edges = [
  'test/unit/{cli,demo,dispatch,ingest,platform,storefront}/**/*.test.ts',
  'test/unit/journeys/workspace/**/*.test.ts',
  'test/unit/catalog/feeds.test.ts',
]
const withServers = {
  globalSetup: 'test/support/global-setup.ts',
  testTimeout: 60_000,
  hookTimeout: 60_000,
}

export default defineConfig({
  test: {
    maxWorkers: 3,
    // What one project has compiled, the others need not, nor the next run: a file is known again by its content.
    experimental: { fsModuleCache: true },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts', 'test/spec/**/*.test.ts'],
          exclude: ['**/*.property.test.ts', ...edges],
          isolate: false,
          pool: 'threads',
        },
      },
      {
        test: {
          name: 'edges',
          include: edges,
          // Some read the whole example workspace, which takes seconds where the machine is busy.
          testTimeout: 20_000,
          exclude: ['**/*.property.test.ts'],
          isolate: false,
          pool: 'threads',
        },
      },
      {
        test: {
          name: 'property',
          include: ['test/unit/**/*.property.test.ts'],
          isolate: false,
          pool: 'threads',
          testTimeout: 60_000,
        },
      },
      { test: { name: 'house', include: ['test/house/**/*.test.ts'] } },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          isolate: false,
          ...withServers,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          isolate: false,
          ...withServers,
          globalSetup: ['test/browser/chromium-setup.ts', withServers.globalSetup],
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts', 'test/chaos/**/*.test.ts'],
          isolate: false,
          ...withServers,
        },
      },
    ],
  },
})
