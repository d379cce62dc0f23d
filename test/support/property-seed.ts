import process from 'node:process';
import fc from 'fast-check';

/**
 * Properties are tried on other cases each time, so that every run of a developer explores. CI names a seed: a red CI
 * then tells of the change, and comes back red.
 */
const seed = process.env['MAPWARDEN_PROPERTY_SEED'];
if (seed !== undefined) {
  if (!/^-?\d{1,10}$/.test(seed)) throw new Error(`MAPWARDEN_PROPERTY_SEED must be a whole number, got "${seed}"`);
  fc.configureGlobal({ seed: Number(seed) });
}
