import { expect, test } from 'vitest';
import { GAP_OUTCOMES } from '../../src/domain/outcome.ts';
import type { Spend } from '../../src/domain/spend.ts';
import { failureText } from '../../src/engine/spend/remedy.ts';
import { markdown } from '../../src/report/markdown.ts';
import { text } from '../../src/report/text.ts';
import { SPEND } from '../engine/support/world.ts';
import { aRun, aSpend, collected } from '../support/run-builder.ts';
import { aContext } from './example-run.ts';

/** What AWS says of a session with the longest names that it allows, and what a hostile answer may say. */
const MESSAGES = [
  `User: arn:aws:sts::999988887777:assumed-role/${'R'.repeat(64)}/${'s'.repeat(64)} is not authorized to perform: ce:GetCostAndUsage on resource: arn:aws:ce:us-east-1:999988887777:/GetCostAndUsage because no identity-based policy allows the ce:GetCostAndUsage action`,
  '\u202e|'.repeat(50_000),
];
const WHAT = 'No account is judged by its spend, and nothing is known to be at risk: the last seven days are missing';

const spends = (sentence: string): readonly Spend[] => [
  { status: 'unavailable', reason: sentence, requests: 1 },
  aSpend({ status: 'partial', missing: [sentence] }),
];

test.for(GAP_OUTCOMES)('what to do about a bill that is %s stands in every report to its end', async (outcome) => {
  for (const message of MESSAGES) {
    for (const code of ['AccessDeniedException', 'BillExpirationException', 'DataUnavailableException']) {
      const failure = { outcome, operation: 'ce:GetCostAndUsage', code, requestId: 'r-1', message };
      const sentence = failureText(WHAT, failure, { managementRole: 'R'.repeat(64), spend: SPEND });
      const remedy = sentence.slice(sentence.lastIndexOf('). ') + 3);
      for (const spend of spends(sentence)) {
        const run = aRun({ spend });
        const asText = (await collected(text(run, aContext()))).replaceAll(/\s+/g, ' ');
        expect(asText).toContain(remedy);
        expect(await collected(markdown(run, aContext()))).toContain(remedy);
      }
    }
  }
});
