import { describe, expect, test } from 'vitest';
import type { Agreement } from '../../src/domain/agreement.ts';
import type { Defect } from '../../src/domain/finding.ts';
import { type Diagnosis, diagnose } from '../../src/engine/diagnose.ts';
import { ACCOUNT, agreement, ELSEWHERE, TAG, TODAY } from './support/world.ts';

const AGREEMENTS = [agreement('ABCDE12345'), agreement('54321'), ELSEWHERE];

function judge(tags: Readonly<Record<string, string>>, agreements: readonly Agreement[] = AGREEMENTS): Diagnosis {
  return diagnose(new Map(Object.entries(tags)), ACCOUNT, agreements, TAG, TODAY);
}

function judgeValue(value: string, agreements?: readonly Agreement[]): Diagnosis {
  return judge({ 'map-migrated': value }, agreements);
}

describe('the value under the exact key', () => {
  test.for<[string, Defect | '', string]>([
    ['migABCDE12345', '', ''],
    ['mig54321', '', ''],
    ['', 'blank', ''],
    [' \t\u00a0\n', 'blank', ''],
    ['d-server-020zya2d8ytar8', 'legacy-server-id', ''],
    [' d-server-1 ', 'legacy-server-id', ''],
    ['D-SERVER-1', 'malformed', ''],
    ['xd-server-1', 'malformed', ''],
    ['mig-map-tagname-here', 'placeholder', ''],
    ['here', 'placeholder', ''],
    ['TODO', 'placeholder', ''],
    ['mig_tbd', 'placeholder', ''],
    ['mig changeme', 'placeholder', ''],
    ['mig-example', 'placeholder', ''],
    ['your-id', 'placeholder', ''],
    ['None', 'placeholder', ''],
    ['null', 'placeholder', ''],
    ['NA', 'placeholder', ''],
    ['mig-xxxx', 'placeholder', ''],
    ['mig-XXXXXXXXXX', 'placeholder', ''],
    ['mig-xxx', 'malformed', ''],
    ['migXXXXXXXXXX', 'unknown-agreement', ''],
    ['nap', 'malformed', ''],
    ['hereé', 'malformed', ''],
    ['migABCDE12345 ', 'whitespace', 'migABCDE12345'],
    [' mig ABCDE 12345', 'whitespace', 'migABCDE12345'],
    ['\u00a0abcde12345', 'whitespace', 'migABCDE12345'],
    ['mig ZZZZZ', 'whitespace', ''],
    ['MIG ABCDE12345', 'whitespace', 'migABCDE12345'],
    ['migabcde12345', 'value-case', 'migABCDE12345'],
    ['MIGABCDE12345', 'value-case', 'migABCDE12345'],
    ['MiGZZZZZ99999', 'value-case', ''],
    ['MIG', 'value-case', ''],
    ['migother00000', 'value-case', ''],
    ['ABCDE12345', 'prefix-missing', 'migABCDE12345'],
    ['abcde12345', 'prefix-missing', 'migABCDE12345'],
    ['54321', 'prefix-missing', 'mig54321'],
    ['99999', 'prefix-missing', ''],
    ['DADS45OSDL', 'prefix-missing', ''],
    ['9999', 'malformed', ''],
    ['999999', 'malformed', ''],
    ['99999\n', 'whitespace', ''],
    ['DADS45OSD', 'malformed', ''],
    ['DADS45OSDLX', 'malformed', ''],
    ['dads45osdl', 'malformed', ''],
    ['sapABCDE12345', 'prefix-wrong', 'migABCDE12345'],
    ['sapabcde12345', 'prefix-wrong', 'migABCDE12345'],
    ['oracle54321', 'prefix-wrong', 'mig54321'],
    ['comm12345', 'prefix-wrong', ''],
    ['sapABCDEFGHIJ', 'prefix-wrong', ''],
    ['sapABCDEFGHI', 'malformed', ''],
    ['mig_ec2_ABCDE12345', 'prefix-wrong', 'migABCDE12345'],
    ['comm_ec2_54321', 'prefix-wrong', 'mig54321'],
    ['sapphire', 'malformed', ''],
    ['sapPHIRE', 'malformed', ''],
    ['sapPHIRE1', 'prefix-wrong', ''],
    ['SAPABCDE12345', 'malformed', ''],
    ['comm', 'malformed', ''],
    ['mig_ec2_', 'malformed', ''],
    ['migABCDE-DEMO', 'malformed', ''],
    ['mig', 'malformed', ''],
    ['cashback', 'malformed', ''],
    ['migABCDE12345é', 'malformed', ''],
    ['migZZZZZ99999', 'unknown-agreement', ''],
    ['mig123456789', 'unknown-agreement', ''],
    ['miga', 'unknown-agreement', ''],
    ['migOTHER00000', 'agreement-out-of-scope', ''],
  ])('%j is %s, corrected to %j', ([value, defect, correction]) => {
    expect(judgeValue(value)).toMatchObject({ present: true, value, nearMiss: '', defect, correction });
  });

  test('what the operator configured outranks every guess about form', () => {
    const odd = agreement('12345', { tagValue: 'todo d-server- 12345' });
    expect(judgeValue('todo d-server- 12345', [odd])).toMatchObject({ defect: '', agreement: odd });
  });

  test('a configured value is compared exactly, so that a space makes it another one', () => {
    const odd = agreement('12345', { tagValue: 'mig 12345' });
    expect(judgeValue('mig12345', [odd])).toMatchObject({ defect: 'unknown-agreement' });
    expect(judgeValue('mig  12345', [odd])).toMatchObject({ defect: 'whitespace', correction: '' });
  });

  test('another configured prefix is no wrong prefix, and mig then is malformed', () => {
    const tag = { key: 'map-migrated', prefix: 'comm' };
    const own = agreement('54321', { tagValue: 'comm54321' });
    const defectOf = (value: string) => diagnose(new Map([['map-migrated', value]]), ACCOUNT, [own], tag, TODAY);
    expect(defectOf('comm99999').defect).toBe('unknown-agreement');
    expect(defectOf('mig54321').defect).toBe('malformed');
    expect(defectOf('comm_ec2_54321')).toMatchObject({ defect: 'prefix-wrong', correction: 'comm54321' });
  });

  test('without any agreement a right form is unknown', () => {
    expect(judgeValue('migABCDE12345', []).defect).toBe('unknown-agreement');
  });
});

describe('correction', () => {
  test('there is none where two values could be meant', () => {
    const both = [agreement('ABCDE12345'), agreement('abcde12345')];
    expect(judgeValue('migAbCdE12345', both)).toMatchObject({ defect: 'value-case', correction: '' });
  });

  test('two agreements with one value are no doubt', () => {
    const both = [agreement('ABCDE12345'), agreement('SECOND', { tagValue: 'migABCDE12345' })];
    expect(judgeValue('migabcde12345', both).correction).toBe('migABCDE12345');
  });

  test('a value of an agreement that does not cover the account is no correction', () => {
    expect(judgeValue('OTHER00000')).toMatchObject({ defect: 'prefix-missing', correction: '' });
  });

  test('the one that covers the account is meant where another one does not', () => {
    const twins = [agreement('ABCDE12345', { scope: { ous: ['ou-z'], accounts: [] } }), agreement('abcde12345')];
    expect(judgeValue('ABCDE12345 ', twins).correction).toBe('migabcde12345');
    expect(judgeValue('migABCDE12345', twins)).toMatchObject({
      defect: 'agreement-out-of-scope',
      correction: 'migabcde12345',
    });
  });

  test('an id whose agreement has a value of its own form gives none', () => {
    expect(judgeValue('54321', [agreement('54321', { tagValue: 'custom-1' })]).correction).toBe('');
  });
});

describe('the key', () => {
  test.for<[string, Defect]>([
    ['Map-Migrated', 'key-case'],
    ['MAP-MIGRATED', 'key-case'],
    ['map_migrated', 'key-typo'],
    ['mapmigrated', 'key-typo'],
    ['map migrated', 'key-typo'],
    ['map-migrated ', 'key-typo'],
    ['map-migrate', 'key-typo'],
    ['map-migrat', 'key-typo'],
    ['map-migra', 'missing'],
    ['map-migratedxx', 'key-typo'],
    ['map-migratedxxx', 'missing'],
    ['amp-migrated', 'key-typo'],
    ['mop-mograted', 'key-typo'],
    ['mop-mogroted', 'missing'],
    ['xmap-igrated', 'key-typo'],
    ['map:migrated', 'key-typo'],
    ['map-migrated-app', 'missing'],
    ['MAP_ID', 'missing'],
    ['', 'missing'],
    ['ключ', 'missing'],
  ])('%j is %s', ([key, defect]) => {
    const expected = { present: false, value: '', defect, nearMiss: defect === 'missing' ? '' : key };
    expect(judge({ [key]: 'migABCDE12345' })).toMatchObject(expected);
  });

  test('with the exact key only its value is judged', () => {
    const tags = { 'Map-Migrated': 'migABCDE12345', 'map-migrated': 'todo' };
    expect(judge(tags)).toMatchObject({ present: true, nearMiss: '', defect: 'placeholder', correction: '' });
  });

  test('wrong case comes before a typo, and then byte order decides', () => {
    const key = (...keys: string[]) => judge(Object.fromEntries(keys.map((name) => [name, '']))).nearMiss;
    expect(key('map_migrated', 'map-Migrated', 'Map-migrated')).toBe('Map-migrated');
    expect(key('map_migrated', 'map migrated', 'mapmigrated')).toBe('map migrated');
    // U+FF0D comes before U+1F600 in bytes, and after it in UTF-16.
    expect(key('map\u{1f600}migrated', 'map\uff0dmigrated')).toBe('map\uff0dmigrated');
  });

  test.for<[string, string]>([
    ['migABCDE12345', 'migABCDE12345'],
    ['ABCDE12345', 'migABCDE12345'],
    [' MIGabcde12345', 'migABCDE12345'],
    ['migOTHER00000', ''],
    ['todo', ''],
    ['', ''],
  ])('under a misspelt key, %j is corrected to %j', ([value, correction]) => {
    expect(judge({ 'Map-Migrated': value }).correction).toBe(correction);
    expect(judge({ map_migrated: value }).correction).toBe(correction);
  });

  test('no tag at all is a missing tag', () => {
    expect(judge({})).toEqual({
      present: false,
      value: '',
      nearMiss: '',
      wellFormed: false,
      known: false,
      covered: false,
      defect: 'missing',
      correction: '',
    });
  });
});

describe('the agreement', () => {
  const value = 'migSHARED';
  const past = agreement('A1', { tagValue: value, endsOn: '2026-05-31' });
  const current = agreement('B1', { tagValue: value });
  const other = agreement('C1', { tagValue: value });
  const future = agreement('A0', { tagValue: value, startsOn: '2026-06-02' });

  test.for<[string, Agreement[], Agreement]>([
    ['the one in its term', [past, other], other],
    ['of several in their term the first by id', [other, past, current], current],
    ['without one in its term the first by id', [past, future], future],
    ['the only one, also past its term', [past], past],
  ])('among several with one value it is %s', ([, agreements, expected]) => {
    expect(judgeValue(value, agreements).agreement).toBe(expected);
    expect(judgeValue(value, [...agreements].reverse()).agreement).toBe(expected);
  });

  test('one that does not cover the account does not count', () => {
    const elsewhere = agreement('A9', { tagValue: value, scope: { ous: ['ou-z'], accounts: [] } });
    expect(judgeValue(value, [elsewhere, current]).agreement).toBe(current);
  });
});
