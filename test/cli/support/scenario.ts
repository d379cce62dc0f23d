/**
 * A command line session as a text file: a title, then sections, each begun by a line `--- …`:
 *
 *     --- file NAME       an input file; its lines follow
 *     --- env NAME=VALUE  a variable of the environment
 *     --- terminal        standard output and error are a terminal
 *     --- $ mapwarden …   a command; what is said of its end follows
 *     --- exit N          its exit status
 *     --- stdout          what it printed, to the character; nothing where the section is missing
 *     --- stderr          likewise
 *     --- leaves NAME     the whole content of a file after it
 *
 * `{dir}` stands for the session's own folder, `{*}` for anything on a line, a line `{...}` for any number of lines.
 */
export interface Scenario {
  readonly title: string;
  readonly files: readonly TextFile[];
  readonly env: Readonly<Record<string, string>>;
  readonly terminal: boolean;
  readonly steps: readonly Step[];
}

export interface TextFile {
  readonly name: string;
  readonly text: string;
}

export interface Step {
  readonly argv: readonly string[];
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly leaves: readonly TextFile[];
}

interface Section {
  readonly kind: string;
  readonly rest: string;
  readonly text: string;
}

/** Throws where the text is not a scenario: a section that nobody reads would be a check that nobody makes. */
export function parseScenario(text: string): Scenario {
  const [head = '', ...parts] = `\n${text}`.split(/\n--- /);
  const sections = parts.map(sectionOf);
  const steps: Step[] = [];
  const files: TextFile[] = [];
  const env: Record<string, string> = {};
  let terminal = false;
  for (const { kind, rest, text: body } of sections) {
    if (kind === 'file') files.push({ name: rest, text: body });
    else if (kind === 'env') Object.assign(env, Object.fromEntries([rest.split('=')]));
    else if (kind === 'terminal') terminal = true;
    else if (kind === '$') steps.push({ argv: words(rest), exit: Number.NaN, stdout: '', stderr: '', leaves: [] });
    else steps.push(extended(steps.pop(), { kind, rest, text: body }));
  }
  if (steps.length === 0 || steps.some(({ exit }) => Number.isNaN(exit))) throw new Error(`not a scenario: ${head}`);
  return { title: head.trim(), files, env, terminal, steps };
}

function sectionOf(part: string): Section {
  const [line = '', ...lines] = part.split('\n');
  const [kind = '', ...rest] = line.split(' ');
  const body = lines.join('\n').replace(/\n*$/, '');
  return { kind, rest: rest.join(' '), text: body === '' ? '' : `${body}\n` };
}

function extended(step: Step | undefined, { kind, rest, text }: Section): Step {
  if (step && kind === 'exit') return { ...step, exit: Number(rest) };
  if (step && (kind === 'stdout' || kind === 'stderr')) return { ...step, [kind]: text };
  if (step && kind === 'leaves') return { ...step, leaves: [...step.leaves, { name: rest, text }] };
  throw new Error(`no such section: ${kind} ${rest}`);
}

/** Words by spaces; a word in double quotes may have spaces, or be empty. The program's own name is left out. */
function words(line: string): readonly string[] {
  const [, ...argv] = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  return argv;
}

/** Whether a text is the expected one, in which the wildcards stand. */
export function expectation(expected: string): RegExp {
  const lines = expected.split(/(?<=\n)/).map((line) => {
    if (line === '{...}\n') return String.raw`(?:[^\n]*\n)*`;
    return line.split('{*}').map(escaped).join(String.raw`[^\n]*`);
  });
  return new RegExp(`^${lines.join('')}$`);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}
