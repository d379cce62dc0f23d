import { readFileSync } from 'node:fs';
import { type CollectionTag, parse, type ScalarTag, type Tags } from 'yaml';

/** A template of CloudFormation as it is written, short forms of functions replaced by their long ones. */
export interface Template {
  readonly Transform?: string;
  readonly Metadata?: Readonly<Record<string, unknown>>;
  readonly Parameters: Readonly<Record<string, TemplateParameter>>;
  readonly Conditions: Readonly<Record<string, unknown>>;
  readonly Globals?: { readonly Function: Readonly<Record<string, unknown>> };
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown; readonly Condition?: string }>>;
}

export interface TemplateParameter {
  readonly Type: 'String' | 'Number' | 'CommaDelimitedList';
  readonly Description?: string;
  readonly Default?: string | number;
  readonly AllowedPattern?: string;
  readonly AllowedValues?: readonly (string | number)[];
  readonly MinValue?: number;
  readonly MaxValue?: number;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
  readonly Metadata?: Readonly<Record<string, unknown>>;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

const FUNCTIONS = ['And', 'Contains', 'Equals', 'GetAtt', 'If', 'Join', 'Not', 'Or', 'Sub'] as const;

/** `!Ref` and `!Condition` have a long form of their own; every other function has `Fn::`. */
const LONG_FORMS = new Map<string, string>([
  ['Ref', 'Ref'],
  ['Condition', 'Condition'],
  ...FUNCTIONS.map((name) => [name, `Fn::${name}`] as const),
]);

/** The project's file, by its path from the root. */
export function textOf(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

export function readTemplate(path: string): Template {
  return parse(textOf(path), { customTags: shortForms() });
}

function shortForms(): Tags {
  return [...LONG_FORMS].flatMap(([short, long]): (ScalarTag | CollectionTag)[] => {
    const named = (value: unknown) => ({ [long]: value });
    const argument = (text: string) => (short === 'GetAtt' ? text.split('.') : text);
    return [
      { tag: `!${short}`, resolve: (text) => named(argument(text)) },
      { tag: `!${short}`, collection: 'seq', resolve: (seq) => named('toJSON' in seq ? seq.toJSON() : seq) },
      { tag: `!${short}`, collection: 'map', resolve: (map) => named('toJSON' in map ? map.toJSON() : map) },
    ];
  });
}

/** What a function has with what all of them have; of the variables each keeps its own. */
export function functionProperties({ Globals }: Template, { Properties = {} }: TemplateResource) {
  const shared = Globals?.Function ?? {};
  const Variables = { ...variablesOf(shared), ...variablesOf(Properties) };
  return { ...shared, ...Properties, Environment: { Variables } };
}

function variablesOf({ Environment }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object(Environment).Variables ?? {};
}
