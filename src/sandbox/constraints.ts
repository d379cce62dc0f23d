import document from './constraints.json' with { type: 'json' };
import type { ServiceName } from './dialect.ts';

/** One way in which a value is not what the service model says. */
export interface Breach {
  /** Members and indexes, joined by dots: `tags.0.key`. Empty for the value itself. */
  readonly path: string;
  readonly value: unknown;
  readonly rule: 'required' | 'unknown-member' | 'type' | 'enum' | 'pattern' | 'min' | 'max';
  /** AWS's words: `Member must …`. */
  readonly constraint: string;
}

export interface OperationModel {
  readonly input?: string;
  readonly output?: string;
  /** Modelled error codes with their HTTP status. */
  readonly errors: Readonly<Record<string, number>>;
}

interface Shape {
  readonly type: string;
  readonly members?: Readonly<Record<string, string>>;
  readonly required?: readonly string[];
  readonly member?: string;
  /** Shapes of a map's keys and values. */
  readonly key?: string;
  readonly value?: string;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
}

interface ServiceModel {
  readonly operations: Readonly<Record<string, OperationModel>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

const MODELS: Readonly<Record<ServiceName, ServiceModel>> = document.services;

export function modelOf(service: ServiceName, operation: string): OperationModel | undefined {
  return MODELS[service].operations[operation];
}

/** Every pattern, anchored: AWS matches the whole value. Unicode mode only where a pattern needs it. */
const PATTERNS: ReadonlyMap<string, RegExp> = new Map(
  Object.values(MODELS)
    .flatMap(({ shapes }) => Object.values(shapes))
    .flatMap(({ pattern }) => (pattern === undefined ? [] : [pattern]))
    .map((pattern) => [pattern, new RegExp(`^(?:${pattern})$`, pattern.includes('\\p{') ? 'u' : '')]),
);

/** Everything in which the value differs from the shape of the service's model; empty where it fits. */
export function breachesOf(service: ServiceName, shapeName: string, value: unknown, path = ''): readonly Breach[] {
  const shape = MODELS[service].shapes[shapeName];
  if (shape === undefined) return [{ path, value, rule: 'type', constraint: `Shape ${shapeName} is not modelled` }];
  switch (shape.type) {
    case 'structure':
      return inStructure(service, shape, value, path);
    case 'list':
      return inList(service, shape, value, path);
    case 'map':
      return inMap(service, shape, value, path);
    default:
      return inScalar(shape, value, path);
  }
}

function inStructure(service: ServiceName, shape: Shape, value: unknown, path: string): readonly Breach[] {
  if (!isRecord(value)) return [wrongType(path, value, 'structure')];
  const missing = (shape.required ?? [])
    .filter((member) => value[member] === undefined || value[member] === null)
    .map((member) => breach(join(path, member), null, 'required', 'Member must not be null'));
  const present = Object.entries(value).filter(([, inner]) => inner !== undefined && inner !== null);
  const inner = present.flatMap(([member, content]) => {
    const target = shape.members?.[member];
    if (target === undefined) return [breach(join(path, member), content, 'unknown-member', 'Member is not modelled')];
    return breachesOf(service, target, content, join(path, member));
  });
  return [...missing, ...inner];
}

function inList(service: ServiceName, shape: Shape, value: unknown, path: string): readonly Breach[] {
  if (!Array.isArray(value)) return [wrongType(path, value, 'list')];
  const inner = value.flatMap((element: unknown, index) =>
    breachesOf(service, shape.member ?? '', element, join(path, `${index}`)),
  );
  return [...outOfBounds(shape, value.length, 'length', path, value), ...inner];
}

function inMap(service: ServiceName, shape: Shape, value: unknown, path: string): readonly Breach[] {
  if (!isRecord(value)) return [wrongType(path, value, 'map')];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...breachesOf(service, shape.key ?? '', key, join(path, key)),
    ...breachesOf(service, shape.value ?? '', inner, join(path, key)),
  ]);
}

function inScalar(shape: Shape, value: unknown, path: string): readonly Breach[] {
  if (!hasType(shape.type, value)) return [wrongType(path, value, shape.type)];
  if (typeof value === 'number') return outOfBounds(shape, value, 'value', path, value);
  if (typeof value !== 'string') return [];
  const breaches = [...outOfBounds(shape, [...value].length, 'length', path, value)];
  if (shape.enum !== undefined && !shape.enum.includes(value)) {
    const set = `Member must satisfy enum value set: [${shape.enum.join(', ')}]`;
    breaches.push(breach(path, value, 'enum', set));
  }
  if (shape.pattern !== undefined && PATTERNS.get(shape.pattern)?.test(value) === false) {
    const pattern = `Member must satisfy regular expression pattern: ${shape.pattern}`;
    breaches.push(breach(path, value, 'pattern', pattern));
  }
  return breaches;
}

function outOfBounds(
  shape: Shape,
  size: number,
  what: 'length' | 'value',
  path: string,
  value: unknown,
): readonly Breach[] {
  if (shape.max !== undefined && size > shape.max) {
    return [breach(path, value, 'max', `Member must have ${what} less than or equal to ${shape.max}`)];
  }
  if (shape.min !== undefined && size < shape.min) {
    return [breach(path, value, 'min', `Member must have ${what} greater than or equal to ${shape.min}`)];
  }
  return [];
}

function hasType(type: string, value: unknown): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'integer':
    case 'long':
      return Number.isInteger(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'blob':
      return value instanceof Uint8Array;
    case 'timestamp':
      return value instanceof Date && !Number.isNaN(value.getTime());
    default:
      return false;
  }
}

function breach(path: string, value: unknown, rule: Breach['rule'], constraint: string): Breach {
  return { path, value, rule, constraint };
}

function wrongType(path: string, value: unknown, type: string): Breach {
  return breach(path, value, 'type', `Member must be a ${type}`);
}

function join(path: string, member: string): string {
  return path === '' ? member : `${path}.${member}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
