// Runs one invocation of a built function as Lambda would: `node function-driver.mjs FILE EVENT CONTEXT`. What the
// function answers goes to file descriptor 3; standard output is the function's own, as CloudWatch would get it.
import { writeSync } from 'node:fs';
import process from 'node:process';

const [file, event, context] = process.argv.slice(2);
const { timeoutMs, ...given } = JSON.parse(context);
const { handler } = await import(file);
const started = performance.now();
const ends = {
  ...given,
  functionName: 'mapwarden',
  functionVersion: '$LATEST',
  getRemainingTimeInMillis: () => Math.max(0, timeoutMs - (performance.now() - started)),
};
try {
  writeSync(3, JSON.stringify({ answer: (await handler(JSON.parse(event), ends)) ?? null }));
} catch (error) {
  writeSync(3, JSON.stringify({ error: { errorType: error.name, errorMessage: error.message } }));
}
process.exit(0);
