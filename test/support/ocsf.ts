import { readFileSync } from 'node:fs';

interface Attribute {
  readonly type: string;
  readonly object_type?: string;
  readonly requirement?: string;
  readonly is_array?: boolean;
  readonly sibling?: string;
  readonly profiles?: readonly string[] | null;
  readonly enum?: Readonly<Record<string, string>>;
}

interface Shape {
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly constraints?: { readonly at_least_one?: readonly string[]; readonly just_one?: readonly string[] };
}

interface Schema {
  readonly types: Readonly<
    Record<string, { readonly type?: string; readonly regex?: string; readonly max_len?: number }>
  >;
  readonly class: Shape;
  readonly objects: Readonly<Record<string, Shape>>;
}

const FILE = new URL('../report/standards/ocsf-1.8.0-compliance-finding.json', import.meta.url);

/** What is wrong with an event by the schema of OCSF, a sentence each; nothing where it conforms. */
export function createOcsfValidator(): (event: unknown) => readonly string[] {
  const schema: Schema = JSON.parse(readFileSync(FILE, 'utf8'));
  return (event) => {
    const profiles: unknown = isRecord(event) && isRecord(event['metadata']) ? event['metadata']['profiles'] : [];
    const applied = new Set(Array.isArray(profiles) ? profiles : []);
    return [...inShape(schema, schema.class, event, '', applied), ...inType(event)];
  };
}

/** OCSF: `type_uid` is the class and the activity in one number. */
function inType(event: unknown): readonly string[] {
  if (!isRecord(event)) return [];
  const wanted = Number(event['class_uid']) * 100 + Number(event['activity_id']);
  return event['type_uid'] === wanted ? [] : [`type_uid is not ${wanted}`];
}

function inShape(
  schema: Schema,
  shape: Shape,
  value: unknown,
  path: string,
  applied: ReadonlySet<unknown>,
): readonly string[] {
  if (!isRecord(value)) return [`${path} is no object`];
  const isOpen = Object.keys(shape.attributes).length === 0;
  const counts = (attribute: Attribute) =>
    !attribute.profiles?.length || attribute.profiles.some((name) => applied.has(name));
  const missing = Object.entries(shape.attributes)
    .filter(([name, attribute]) => attribute.requirement === 'required' && counts(attribute) && !(name in value))
    .map(([name]) => `${path}.${name} is missing`);
  const atLeast = shape.constraints?.at_least_one ?? [];
  const lacking =
    atLeast.length > 0 && !atLeast.some((name) => name in value) ? [`${path} has none of ${atLeast}`] : [];
  const members = isOpen ? [] : Object.entries(value);
  return [
    ...missing,
    ...lacking,
    ...members.flatMap(([name, member]) => {
      const attribute = shape.attributes[name];
      if (!attribute || !counts(attribute)) return [`${path}.${name} is unknown`];
      return [
        ...inAttribute(schema, attribute, member, `${path}.${name}`, applied),
        ...inSibling(attribute, member, value, `${path}.${name}`),
      ];
    }),
  ];
}

function inAttribute(
  schema: Schema,
  attribute: Attribute,
  value: unknown,
  path: string,
  applied: ReadonlySet<unknown>,
): readonly string[] {
  if (!attribute.is_array) return inValue(schema, attribute, value, path, applied);
  if (!Array.isArray(value)) return [`${path} is no array`];
  return value.flatMap((each, index) => inValue(schema, attribute, each, `${path}[${index}]`, applied));
}

function inValue(
  schema: Schema,
  attribute: Attribute,
  value: unknown,
  path: string,
  applied: ReadonlySet<unknown>,
): readonly string[] {
  if (attribute.type === 'object_t') {
    const shape = schema.objects[attribute.object_type ?? ''];
    return shape
      ? inShape(schema, shape, value, path, applied)
      : [`${path}: ${attribute.object_type} is not kept here`];
  }
  const listed = attribute.enum && !(String(value) in attribute.enum) ? [`${path} is not on the list`] : [];
  return [...inScalar(schema, attribute.type, value, path), ...listed];
}

function inScalar(schema: Schema, name: string, value: unknown, path: string): readonly string[] {
  const type = schema.types[name];
  const text = typeof value === 'string' ? value : '';
  const isLong = type?.max_len !== undefined && text.length > type.max_len;
  const isOdd = type?.regex !== undefined && !new RegExp(type.regex).test(text);
  return [
    ...(isOfType(type?.type ?? name, value) ? [] : [`${path} is no ${name}`]),
    ...(isLong ? [`${path} is too long`] : []),
    ...(isOdd ? [`${path} has another form`] : []),
  ];
}

function isOfType(type: string, value: unknown): boolean {
  if (type === 'string_t') return typeof value === 'string';
  if (type === 'boolean_t') return typeof value === 'boolean';
  if (type === 'float_t') return typeof value === 'number';
  if (type === 'json_t') return true;
  return Number.isSafeInteger(value);
}

/** The text beside a number is that number's caption, unless the number says that the source has its own. */
function inSibling(
  attribute: Attribute,
  value: unknown,
  parent: Readonly<Record<string, unknown>>,
  path: string,
): readonly string[] {
  const caption = attribute.enum?.[String(value)];
  const beside = attribute.sibling === undefined ? undefined : parent[attribute.sibling];
  if (caption === undefined || beside === undefined || value === 99) return [];
  return beside === caption ? [] : [`${path} is ${value}, so ${attribute.sibling} is not ${JSON.stringify(beside)}`];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
