// Preloaded into a command by a test: ends the process by SIGKILL right before the nth step of telling, be it a change of
// the outbox, that which makes the run a finished one, or a request to anybody but S3. `KILL_AT=n node --import …`
import fs from 'node:fs/promises';
import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import process from 'node:process';

const at = Number(process.env.KILL_AT);
let steps = 0;

/** The first change of the outbox begins the telling. */
function step(isOfOutbox) {
  if (steps === 0 && !isOfOutbox) return;
  steps += 1;
  if (steps === at) process.kill(process.pid, 'SIGKILL');
}

for (const name of ['rename', 'rm', 'writeFile']) {
  const change = fs[name];
  fs[name] = (...given) => {
    const target = given.find((each) => typeof each === 'string' && /\/out\/(outbox\/|.*\/report\.json$)/.test(each));
    if (target !== undefined) step(target.includes('/out/outbox/'));
    return change(...given);
  };
}

const { request } = http;
http.request = (...given) => {
  const { method = 'GET', path = '/' } = given.find((each) => typeof each === 'object' && 'path' in each) ?? {};
  const isOfOutbox = (method === 'PUT' || method === 'DELETE') && path.includes('/outbox/');
  if (isOfOutbox || method === 'POST' || (method === 'PUT' && path.includes('/report.json'))) step(isOfOutbox);
  return request(...given);
};
syncBuiltinESMExports();
