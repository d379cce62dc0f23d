import * as z from 'zod';
import { configuration } from './schema.ts';

export type JsonSchema = z.core.JSONSchema.JSONSchema;

/**
 * The JSON Schema of the configuration file, for editors; what takes more than one key to tell is not in it. What a
 * value is expected to be, as the messages about mistakes say it, is its `$comment`.
 */
export function configurationJsonSchema(): JsonSchema {
  const { $schema, ...schema } = z.toJSONSchema(configuration, {
    io: 'input',
    override({ zodSchema, jsonSchema }) {
      // That our type is read-only says nothing about the file.
      delete jsonSchema.readOnly;
      if (jsonSchema.minItems === 0) delete jsonSchema.minItems;
      const expected = expectedOf(zodSchema);
      if (expected !== undefined) jsonSchema.$comment = expected;
    },
  });
  return { ...($schema === undefined ? {} : { $schema }), $id: 'urn:mapwarden:config:1', ...schema };
}

function expectedOf(schema: z.core.$ZodType): string | undefined {
  // The library's type of it takes the issues of one kind of schema; ours answer every issue with the same sentence.
  const error = schema._zod.def.error as z.core.$ZodErrorMap | undefined;
  const message = error?.({ code: 'custom', input: undefined, path: [] });
  return typeof message === 'string' ? message : undefined;
}
