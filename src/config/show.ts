import { stringify } from 'yaml';
import type { Configuration } from './schema.ts';

const PLAIN = { lineWidth: 0, aliasDuplicateObjects: false, blockQuote: false } as const;

/** In double quotes, where every character can be written as an escape. */
const QUOTED = { ...PLAIN, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'QUOTE_DOUBLE' } as const;

/** Characters that a terminal acts upon or a reader cannot see; line feeds are those of the document. */
const UNPRINTABLE = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** The configuration as it takes effect, defaults included: YAML that is itself a valid configuration. */
export function showConfiguration(configuration: Configuration): string {
  const text = stringify(configuration, PLAIN);
  if (text.search(UNPRINTABLE) < 0) return text;
  return stringify(configuration, QUOTED).replace(UNPRINTABLE, (character) => {
    const code = Number(character.codePointAt(0)).toString(16);
    return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`;
  });
}
