import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadedAtStart } from '../../.ci/lambda-bundle.ts';
import { builtStage } from '../support/built-stage.ts';
import { type Deployment, deployFunctions } from '../support/function-process.ts';
import { loadedWhile } from '../support/loaded-files.ts';

/** What a scheduled audit that names owners loads of the bundle altogether: without, and with something to tell. */
const MOST_BYTES = 915_000;
const MOST_BYTES_TELLING = 960_000;

let deployment: Deployment;
beforeAll(async () => {
  deployment = await deployFunctions();
});
afterAll(() => deployment?.remove());

const AUDIT = { action: 'audit' };

test('a scheduled audit loads little beyond what it loads at start, and how to tell where there is something', async () => {
  const { invoke } = await builtStage(() => deployment, { change: () => ({ remediation: {} }) });
  const audit = () => loadedWhile(deployment.folder, (env) => invoke('audit', AUDIT, { env }));
  const telling = await audit();
  expect(telling.result.answer).toMatchObject({ status: 'complete', alerts: { sent: 1 } });
  const silent = await audit();
  expect(silent.result.answer).toMatchObject({ status: 'complete', alerts: { sent: 0 } });

  expect(silent.bytes).toBeGreaterThanOrEqual(loadedAtStart(deployment.metafile, 'audit').bytes);
  expect(silent.bytes).toBeLessThanOrEqual(MOST_BYTES);
  expect(telling.bytes).toBeGreaterThan(silent.bytes);
  expect(telling.bytes).toBeLessThanOrEqual(MOST_BYTES_TELLING);
});

test('an audit with patterns of the operator looks for them, and tells one that is none', async () => {
  const rules = await mkdtemp(path.join(os.tmpdir(), 'mapwarden-rules-'));
  try {
    const { invoke } = await builtStage(() => deployment, { change: () => ({ rules: { directories: [rules] } }) });
    const write = (pattern: string) =>
      writeFile(
        path.join(rules, 'names.yaml'),
        `id: names
title: Names are short
severity: low
appliesTo: [inference-profile]
assert: 'resource.name.fits("${pattern}")'
message: '{resource.name} is long'
`,
      );
    await write('^.{1,3}$');
    const { answer } = await invoke('audit', { ...AUDIT, rules: ['names'] });
    expect(answer).toMatchObject({ status: 'complete', findings: { low: expect.any(Number) } });
    expect(Object(answer).findings.low).toBeGreaterThan(0);
    await write('^(.{1,3}$');
    const { error } = await invoke('audit', AUDIT);
    expect(error?.errorMessage).toContain('the pattern cannot be used; expected RE2 syntax; got ');
    expect(error?.errorMessage).toContain('missing closing )');
  } finally {
    await rm(rules, { recursive: true, force: true });
  }
});
