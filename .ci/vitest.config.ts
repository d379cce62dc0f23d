import { defineConfig } from 'vitest/config';

const project = (name: string, include: string[], extra: object = {}) => ({
  extends: true as const,
  test: { name, include, ...extra },
});

export default defineConfig({
  test: {
    // vitest leaves a core to itself, which on two cores leaves one to the tests.
    maxWorkers: '100%',
    setupFiles: 'test/support/property-seed.ts',
    projects: [
      project('core', ['test/{domain,engine,rules,config,report,app}/**/*.test.ts'], {
        isolate: false,
        testTimeout: 60_000,
      }),
      project('aws', ['test/{aws,slack,disk,sandbox,contract,deploy}/**/*.test.ts'], { testTimeout: 60_000 }),
      project('e2e', ['test/{cli,e2e}/**/*.test.ts'], {
        testTimeout: 120_000,
        hookTimeout: 60_000,
        globalSetup: 'test/support/bundle-command.ts',
      }),
    ],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['src/ports/**', 'src/cli/**'],
      reporter: ['text-summary'],
      reportsDirectory: 'coverage',
      thresholds: {
        statements: 98,
        branches: 95,
        functions: 99,
        lines: 98,
        'src/{domain,engine,report}/**': { statements: 99, branches: 98, functions: 99, lines: 99 },
      },
    },
  },
});
