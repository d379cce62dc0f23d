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
        globalSetup: 'test/support/build-page.ts',
      }),
      project('aws', ['test/{aws,slack,disk,sandbox,contract,deploy}/**/*.test.ts'], { testTimeout: 60_000 }),
      project('e2e', ['test/{cli,e2e}/**/*.test.ts'], {
        // It mocks nothing, so that files may share the modules of a worker: loading them anew cost a fifth of the time.
        isolate: false,
        testTimeout: 120_000,
        hookTimeout: 60_000,
        globalSetup: ['test/support/build-page.ts', 'test/support/bundle-command.ts'],
      }),
      project('browser', ['test/browser/**/*.test.ts'], {
        testTimeout: 60_000,
        hookTimeout: 120_000,
        globalSetup: 'test/support/build-page.ts',
      }),
    ],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.{ts,tsx}'],
      // What answers clicks runs in the browser alone, and is tested there.
      // The edges, and what they share, are tested as processes, which are not measured; so is what runs in a browser.
      exclude: [
        'src/ports/**',
        'src/{cli,compose,lambda}/**',
        'src/report/page/{browser/**,*.tsx}',
        'src/report/html/generated/**',
      ],
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
