import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Engine, RegoEngine, TemplateFile } from '@aws/cloudformation-validate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expandSam } from '../support/sam.ts';
import { temporaryFolder } from '../support/sandbox-scene.ts';
import { readTemplate, type Template } from '../support/template.ts';

/** What only advises: that everything could bear tags, and which property makes a resource anew when it changes. */
const ADVICE = ['I9001', 'I9040'];

const held: { engine?: Engine } = {};

beforeAll(() => {
  held.engine = new RegoEngine();
}, 300_000);

afterAll(() => held.engine?.free());

/** What AWS's validator has to say of a template, the transform of SAM carried out. */
async function faultsOf(template: Template): Promise<readonly string[]> {
  const file = path.join(await temporaryFolder(), 'template.json');
  await writeFile(file, JSON.stringify(expandSam(template)));
  const report = held.engine?.validateStandard(new TemplateFile(file), { exclude: { ids: ADVICE } });
  return (
    report?.diagnostics.map(({ ruleId, entity, message }) => `${ruleId} ${entity?.logicalId}: ${message}`) ?? [
      'no engine',
    ]
  );
}

test.for(['template.yaml', 'deploy/member-roles.yaml'])(
  'the validator of AWS finds no fault with %s',
  { timeout: 300_000 },
  async (name) => {
    expect(await faultsOf(readTemplate(name))).toEqual([]);
  },
);

test('it would find one in a function, in its schedule and in what is misspelt', async () => {
  const broken = (change: object) =>
    faultsOf({
      Parameters: { Role: { Type: 'String' }, Queue: { Type: 'String' } },
      Conditions: {},
      Outputs: {},
      Resources: { F: { Type: 'AWS::Serverless::Function', Properties: { ...properties, ...change } } },
    });
  const properties = {
    CodeUri: '.',
    Handler: 'audit.handler',
    Runtime: 'nodejs24.x',
    Role: { Ref: 'Role' },
    EventInvokeConfig: { DestinationConfig: { OnFailure: { Destination: { Ref: 'Queue' } } } },
  };
  const Events = { Scheduled: { Type: 'ScheduleV2', Properties: { FlexibleTimeWindow: { Mode: 'SOMETIMES' } } } };
  expect(await broken({ MemorySize: 5 })).toEqual([expect.stringMatching(/^F3034 F: 5 /)]);
  expect((await broken({ Events })).join('\n')).toMatch(/FScheduled: 'SOMETIMES'/);
  await expect(broken({ Timout: 900 })).rejects.toThrow('Timout');
}, 300_000);
