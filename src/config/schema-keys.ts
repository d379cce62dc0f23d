import type * as z from 'zod/mini';

type Schema = z.core.$ZodType;

/** The keys that a schema knows at a path, each once; of every form that the value there can have. */
export function keysAt(schema: Schema, path: readonly PropertyKey[]): readonly string[] {
  let here = formsOf(schema);
  for (const step of path) here = here.flatMap((form) => childrenOf(form, step)).flatMap(formsOf);
  return [...new Set(here.flatMap(keysOf))];
}

/** The schema without what may be around it, or each of its alternatives. */
function formsOf(schema: Schema): readonly Schema[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'optional':
    case 'default':
    case 'prefault':
    case 'readonly':
      return formsOf(def.innerType);
    case 'union':
      return def.options.flatMap(formsOf);
    default:
      return [schema];
  }
}

function keysOf(schema: Schema): readonly string[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  return def.type === 'object' ? Object.keys(def.shape) : [];
}

function childrenOf(schema: Schema, step: PropertyKey): readonly Schema[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'object': {
      const child = Object.hasOwn(def.shape, step) ? def.shape[String(step)] : undefined;
      return child ? [child] : [];
    }
    case 'record':
      return [def.valueType];
    case 'array':
      return [def.element];
    default:
      return [];
  }
}
