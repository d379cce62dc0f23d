import * as z from 'zod';

/**
 * The JSON Schema (2020-12) of a file. It allows members that it does not know: a later version may add some, and takes
 * none away.
 */
export function publishedSchema(name: string, schema: z.ZodType): object {
  const published = z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  return { $schema: published.$schema, $id: `urn:mapwarden:${name}:1`, ...published };
}
