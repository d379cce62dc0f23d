import { describe, expect, test } from 'vitest';
import { AGREEMENT, agreements, DAY, HEAD, ID, NUMBER, problems } from './support/schema-problems.ts';

describe('a mistake in an agreement or in the whole file', () => {
  test.for<[agreement: string, problem: string]>([
    [
      '{ id: 12345, acceptedOn: 2025-02-03, endsOn: 2028-02-02 }',
      `m.yaml:3:11 agreements[0].id: must be quoted ("12345"), ${NUMBER}; expected ${ID}; got 12345`,
    ],
    [
      '{ id: 01234, acceptedOn: 2025-02-03, endsOn: 2028-02-02 }',
      `m.yaml:3:11 agreements[0].id: must be quoted ("01234"), ${NUMBER}; expected ${ID}; got 01234`,
    ],
    [
      '{ id: 12345E6789, acceptedOn: 2025-02-03, endsOn: 2028-02-02 }',
      `m.yaml:3:11 agreements[0].id: must be quoted ("12345E6789"), ${NUMBER}; expected ${ID}; got 12345E6789`,
    ],
    [
      '{ id: A-1, acceptedOn: 2025-02-03, endsOn: 2028-02-02 }',
      `m.yaml:3:11 agreements[0].id: is not valid; expected ${ID}; got "A-1"`,
    ],
    [
      '{ id: A1, acceptedOn: 2025-02-29, endsOn: 2028-02-02 }',
      `m.yaml:3:27 agreements[0].acceptedOn: is not valid; expected ${DAY}; got "2025-02-29"`,
    ],
    [
      '{ id: A1, acceptedOn: 2025-2-3, endsOn: 2028-02-02 }',
      `m.yaml:3:27 agreements[0].acceptedOn: is not valid; expected ${DAY}; got "2025-2-3"`,
    ],
    ['{ id: A1, acceptedOn: 2025-02-03 }', `m.yaml:3:5 agreements[0].endsOn: is missing; expected ${DAY}; got nothing`],
    [
      '{ id: A1, acceptedOn: 2025-02-03, endsOn: 2025-02-02 }',
      'm.yaml:3:47 agreements[0].endsOn: the term ends before it starts; expected 2025-02-03 or a later day; got "2025-02-02"',
    ],
    [
      '{ id: A1, acceptedOn: 2025-02-03, startsOn: 2025-04-01, endsOn: 2025-03-31 }',
      'm.yaml:3:69 agreements[0].endsOn: the term ends before it starts; expected 2025-04-01 or a later day; got "2025-03-31"',
    ],
    [
      '{ id: A1, acceptedOn: 2025-02-03, startsOn: 2025-01-01, endsOn: 2025-02-02 }',
      'm.yaml:3:69 agreements[0].endsOn: the term ends before the agreement was accepted; expected 2025-02-03 or a later day; got "2025-02-02"',
    ],
    [
      '{ id: A1, acceptedOn: 2025-02-03, endsOn: 2028-02-02, tagValue: " " }',
      'm.yaml:3:69 agreements[0].tagValue: is not valid; expected a tag value that Bedrock accepts: up to 256 letters, digits, spaces or _.:/=+@-, not blank; got " "',
    ],
    [
      '{ id: A1, acceptedOn: 2025-02-03, endsOn: 2028-02-02, creditPercent: -1 }',
      'm.yaml:3:74 agreements[0].creditPercent: is out of range; expected a number from 0 to 100; got -1',
    ],
    [
      '{ id: A1, acceptedOn: 2025-02-03, endOn: 2028-02-02 }',
      'm.yaml:3:39 agreements[0].endOn: is not a known key, did you mean "endsOn"?; expected one of id, tagValue, name, acceptedOn, startsOn, endsOn, payerAccountId, creditPercent, scope; got "endOn"',
    ],
    ['text', 'm.yaml:3:5 agreements[0]: is of the wrong kind; expected a mapping; got "text"'],
  ])('an agreement %s', ([agreement, problem]) => {
    expect(problems(agreements(agreement))).toContain(problem);
  });

  test.for<[text: string, problem: string]>([
    [
      '',
      'm.yaml:1:1: is empty; expected a mapping with the key version and at least one of agreements; got an empty value',
    ],
    [
      '[]',
      'm.yaml:1:1: is of the wrong kind; expected a mapping with the key version and at least one of agreements; got an empty list',
    ],
    [
      'version: 1\nagreements: []',
      'm.yaml:2:13 agreements: is out of range; expected a list of at least one agreement: without one, no tag can be judged; got an empty list',
    ],
    [
      'version: 1',
      'm.yaml:1:1 agreements: is missing; expected a list of at least one agreement: without one, no tag can be judged; got nothing',
    ],
    [`version: 2\n${AGREEMENT}`, 'm.yaml:1:10 version: is not valid; expected 1; got 2'],
    [`version: "1"\n${AGREEMENT}`, 'm.yaml:1:10 version: is not valid; expected 1; got "1"'],
  ])('%j as the whole file', ([text, problem]) => {
    expect(problems(text)).toEqual([problem]);
  });
});

describe('agreements are told apart', () => {
  const one = '{ id: A1, acceptedOn: 2025-02-03, endsOn: 2028-02-02 }';

  test('by id, whose case does not matter', () => {
    expect(problems(agreements(one, one.replace('A1', 'a1')))).toEqual([
      'm.yaml:4:11 agreements[1].id: is also that of agreements[0]; expected another id for each agreement; got "a1"',
    ]);
  });

  test('by tag value, also where it is made from the id', () => {
    expect(problems(agreements(one, one.replace('id: A1', 'id: B2, tagValue: migA1')))).toEqual([
      'm.yaml:4:25 agreements[1].tagValue: is also that of agreements[0]; expected another tagValue for each agreement; got "migA1"',
    ]);
    expect(problems(agreements(one.replace('id: A1', 'id: B2, tagValue: migA1'), one))).toEqual([
      'm.yaml:4:11 agreements[1].id: is also that of agreements[0]; expected another tagValue for each agreement; got "A1"',
    ]);
  });

  test('the same id once is one problem, not two', () => {
    expect(problems(agreements(one, one, one))).toHaveLength(2);
  });

  test.for(['x', '{ id: [], tagValue: {}, startsOn: 1 }', ''])('one that is %j does not hide the others', (broken) => {
    expect(problems(agreements(broken, one, one)).join()).toContain('agreements[2].id: is also that of agreements[1]');
  });
});

test('every problem is told at once, in the order of the file', () => {
  const text = `version: 2
organization: { auditrole: x }
agreements:
  - { id: 1, acceptedOn: 2025-02-03, endsOn: 2024-01-01 }
attribution: { method: any }
zzz: 1
`;
  expect(problems(text).map((problem) => problem.split(' ')[0])).toEqual(
    ['m.yaml:1:10:', 'm.yaml:2:17', 'm.yaml:4:11', 'm.yaml:4:46', 'm.yaml:5:24', 'm.yaml:6:1'].map((place) =>
      place.replace(/:$/, ''),
    ),
  );
});

test.for<[text: string, shown: string]>([
  ['"\\u202eevil"', '"\\u202eevil"'],
  ['"\\e[2J"', '"\\u001b[2J"'],
  [`"${'x'.repeat(500)} y"`, `"${'x'.repeat(60)}…"`],
])('a hostile value %s is shown harmless', ([text, shown]) => {
  expect(problems(`${HEAD}tag: { prefix: ${text} }`)[0]).toMatch(`got ${shown}`);
});

test('a megabyte of key is refused like any other', () => {
  const [problem = ''] = problems(`${HEAD}? ${'k'.repeat(900_000)}\n: 1\n`);
  expect(problem).toContain('is not a known key; expected');
  expect(problem.length).toBeLessThan(600);
});
