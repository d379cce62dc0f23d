/** What Bedrock allows in a text, from its service model (CreateInferenceProfile), and the same in words. */
interface TextRule {
  readonly pattern: RegExp;
  readonly longest: number;
  readonly words: string;
  /** What stands in the place of what is not allowed. */
  readonly filler: string;
  readonly forbidden: RegExp;
}

const NAME: TextRule = {
  pattern: /^(?:[0-9a-zA-Z][ _-]?)+$/,
  longest: 64,
  words: 'letters and digits, with single spaces, hyphens or underscores between them',
  filler: '-',
  forbidden: /[^0-9a-zA-Z _-]+/g,
};

const DESCRIPTION: TextRule = {
  pattern: /^(?:[0-9a-zA-Z:.][ _-]?)+$/,
  longest: 200,
  words: 'letters, digits, colons and full stops, with single spaces, hyphens or underscores between them',
  filler: ' ',
  forbidden: /[^0-9a-zA-Z:. _-]+/g,
};

/** What is wrong with the name of a profile, with what was expected; undefined where AWS takes it. */
export function nameProblem(name: string): string | undefined {
  return problemOf(name, NAME);
}

/** The same for a description that is given. */
export function descriptionProblem(description: string): string | undefined {
  return problemOf(description, DESCRIPTION);
}

function problemOf(text: string, rule: TextRule): string | undefined {
  const { longest, words } = rule;
  // Length first: a pattern need not be asked about a megabyte.
  if (text.length <= longest && rule.pattern.test(text)) return undefined;
  const found = text.length > longest ? `it has ${text.length} characters` : 'AWS does not allow it';
  return `${found}; expected 1 to ${longest} ${words}${suggestion(text, rule)}`;
}

/** The nearest text that AWS takes, where there is one. */
function suggestion(text: string, { pattern, longest, filler, forbidden }: TextRule): string {
  const near = text
    .slice(0, 4 * longest)
    .replace(forbidden, filler)
    .replace(/[ _-]{2,}/g, (run) => run.slice(0, 1))
    .replace(/^[ _-]+/, '')
    .slice(0, longest)
    .replace(/[ _-]+$/, '');
  return pattern.test(near) && near !== text ? `, such as ${JSON.stringify(near)}` : '';
}
