import fc from 'fast-check';
import { CHANGE_KINDS, type Change, type Digest } from '../../src/domain/alerts.ts';
import { aDigest } from '../support/alerts.ts';
import { hostileFinding, hostileText } from './hostile.ts';

const NASTY = [
  '<!channel>',
  '<@U012AB3CD>',
  '<https://evil.example|your bank>',
  '&lt;!here&gt;',
  '*bold* _slanted_ ~struck~ `code`',
  ':rotating_light:',
  '#general @here',
  '\n> quoted',
  `  ${'x'.repeat(252)}  `,
  '\ufffe\uffff',
  '\u{1fffe}',
  '\u{e0041}',
  '🙂'.repeat(400),
  '\u0000',
  'x`',
  '`',
];

const chatText: fc.Arbitrary<string> = fc.oneof(
  hostileText,
  fc.array(fc.constantFrom(...NASTY, ' '), { maxLength: 6 }).map((parts) => parts.join('')),
);

const hostileChange: fc.Arbitrary<Change> = fc
  .record({
    kind: fc.constantFrom(...CHANGE_KINDS),
    finding: hostileFinding,
    texts: fc.record({
      accountName: fc.option(chatText),
      message: chatText,
      owner: fc.option(chatText),
      ouPath: chatText,
    }),
    name: chatText,
    region: fc.option(fc.constant('us-east-1')),
    hasAccount: fc.boolean(),
  })
  .map(({ kind, finding, texts, name, region, hasAccount }) => ({
    kind,
    finding: {
      ...finding,
      ...texts,
      region,
      accountId: hasAccount ? finding.accountId : null,
      resource: { ...finding.resource, id: name === '' ? 'id' : name, name },
    },
  }));

/** A digest whose every text that somebody else may choose is hostile. */
export const hostileDigest: fc.Arbitrary<Digest> = fc
  .array(hostileChange, { minLength: 1, maxLength: 60, size: 'max' })
  .chain((changes) => fc.record({ changes: fc.constant(changes), place: chatText, consoleUrl: fc.option(chatText) }))
  .map(({ changes, ...where }) =>
    aDigest(
      changes.map(({ kind, finding }, index) => ({ kind, finding: { ...finding, id: `finding-${index}` } })),
      where,
    ),
  );
