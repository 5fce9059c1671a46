import { defineConfig } from 'vitest/config'

// Unit tests and spec cases need no service and share one module cache, which makes them quick; the house tests look at
// the repository itself; the others run on private Redis and PostgreSQL servers that the global set-up starts.
const withServers = {
  globalSetup: 'test/support/global-setup.ts',
  testTimeout: 60_000,
  hookTimeout: 60_000,
}

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts', 'test/spec/**/*.test.ts'],
          isolate: false,
          pool: 'threads',
        },
      },
      { test: { name: 'house', include: ['test/house/**/*.test.ts'] } },
      { test: { name: 'integration', include: ['test/integration/**/*.test.ts'], ...withServers } },
      {
        test: { name: 'e2e', include: ['test/e2e/**/*.test.ts', 'test/chaos/**/*.test.ts'], ...withServers },
      },
    ],
  },
})
