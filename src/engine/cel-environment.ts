import { Environment } from '@marcbachmann/cel-js';
import { celTypeOf, FACT_GROUPS } from './fact-schema.ts';
import type { Pattern } from './pattern.ts';
import { compareUsd, Usd } from './usd.ts';

/** Enough for any rule that a person can read; what is larger is refused with its position. */
const LIMITS = { maxAstNodes: 200, maxDepth: 20, maxListElements: 50, maxMapEntries: 0, maxCallArguments: 4 } as const;

/** What every expression has in common. Registered once: that takes longer than all else that compiling a rule does. */
const FACTS = factEnvironment();

/**
 * CEL with the given facts in scope, and functions of our own: `map.get(key)` is '' without the key, since CEL's
 * index would make a missing tag look unknown; `string.fits(re)` runs in linear time, since CEL's `matches` runs a
 * JavaScript RegExp, which a tag value can keep busy for minutes. `patterns` are the compiled arguments of `fits`.
 */
export function celEnvironment(
  variables: Readonly<Record<string, string>>,
  patterns: ReadonlyMap<string, Pattern>,
): Environment {
  const environment = FACTS.clone({ limits: LIMITS });
  for (const [name, type] of Object.entries(variables)) environment.registerVariable(name, celTypeOf(type));
  const sync = { async: false };
  const get = (map: ReadonlyMap<string, string>, key: string) => map.get(key) ?? '';
  const fits = (text: string, pattern: string) => patterns.get(pattern)?.isIn(text);
  environment.registerFunction('map.get(string): string', get, sync);
  environment.registerFunction('string.fits(string): bool', fits, sync);
  return environment;
}

function factEnvironment(): Environment {
  const environment = new Environment({ limits: LIMITS });
  registerUsd(environment);
  for (const [name, members] of FACT_GROUPS) {
    const fields = Object.entries(members).map(([member, type]) => [member, celTypeOf(type)]);
    environment.registerType(name, { fields: Object.fromEntries(fields) });
  }
  return environment;
}

/** Money: `usd("1.00")` and comparisons. Without fields, so that nothing inside it can be compared with a number. */
function registerUsd(environment: Environment): void {
  environment.registerType('Usd', { ctor: Usd, fields: {} });
  environment.registerFunction('usd(string): Usd', (amount: string) => new Usd(amount), { async: false });
  environment.registerOperator('Usd < Usd', (a: Usd, b: Usd) => compareUsd(a, b) < 0);
  environment.registerOperator('Usd <= Usd', (a: Usd, b: Usd) => compareUsd(a, b) <= 0);
  environment.registerOperator('Usd > Usd', (a: Usd, b: Usd) => compareUsd(a, b) > 0);
  environment.registerOperator('Usd >= Usd', (a: Usd, b: Usd) => compareUsd(a, b) >= 0);
  // CEL takes `!=` for its opposite. 1.00 is 1, which their texts are not.
  environment.registerOperator('Usd == Usd', (a: Usd, b: Usd) => compareUsd(a, b) === 0);
}
