import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { thps } from '../cli/run.ts';

/** The litmus tests of the kernel's tools/memory-model, with what each model of memory has to say of them. */

const root = join(import.meta.dirname, '..', '..');
const folders = ['specs/litmus/lkmm', 'specs/litmus/barriers'];

/**
 * `S`ometimes or `N`ever under sc, tso, pso, pso_iq and lkmm, and what the kernel's model says: the first four never
 * allow what it forbids, and the last one says the same. Computed once by explorers of the models that were written apart from thps.
 */
const verdicts: readonly (readonly [test: string, ofModels: string, ofKernel: 'never' | 'sometimes'])[] = [
  ['CoRR+poonceonce+Once', 'NNNNN', 'never'],
  ['CoRW+poonceonce+Once', 'NNNNN', 'never'],
  ['CoWR+poonceonce+Once', 'NNNNN', 'never'],
  ['CoWW+poonceonce', 'NNNNN', 'never'],
  ['IRIW+fencembonceonces+OnceOnce', 'NNNNN', 'never'],
  ['IRIW+poonceonces+OnceOnce', 'NNNSS', 'sometimes'],
  ['ISA2+pooncelock+pooncelock+pombonce', 'NNNNN', 'never'],
  ['ISA2+poonceonces', 'NNSSS', 'sometimes'],
  ['ISA2+pooncerelease+poacquirerelease+poacquireonce', 'NNNNN', 'never'],
  ['LB+fencembonceonce+ctrlonceonce', 'NNNNN', 'never'],
  ['LB+poacquireonce+pooncerelease', 'NNNNN', 'never'],
  ['LB+poonceonces', 'NNNNS', 'sometimes'],
  ['LB+unlocklockonceonce+poacquireonce', 'NNNNN', 'never'],
  ['MP+fencewmbonceonce+fencermbonceonce', 'NNNNN', 'never'],
  ['MP+onceassign+derefonce', 'NNNNN', 'never'],
  ['MP+polockmbonce+poacquiresilsil', 'NNNNN', 'never'],
  ['MP+polockonce+poacquiresilsil', 'NNNNS', 'sometimes'],
  ['MP+polocks', 'NNNNN', 'never'],
  ['MP+poonceonces', 'NNSSS', 'sometimes'],
  ['MP+pooncerelease+poacquireonce', 'NNNNN', 'never'],
  ['MP+porevlocks', 'NNNNN', 'never'],
  ['MP+unlocklockonceonce+fencermbonceonce', 'NNNNN', 'never'],
  ['R+fencembonceonces', 'NNNNN', 'never'],
  ['R+poonceonces', 'NSSSS', 'sometimes'],
  ['S+fencewmbonceonce+poacquireonce', 'NNNNN', 'never'],
  ['S+poonceonces', 'NNSSS', 'sometimes'],
  ['SB+fencembonceonces', 'NNNNN', 'never'],
  ['SB+poonceonces', 'NSSSS', 'sometimes'],
  ['SB+rfionceonce-poonceonces', 'NSSSS', 'sometimes'],
  ['WRC+poonceonces+Once', 'NNNSS', 'sometimes'],
  ['WRC+pooncerelease+fencermbonceonce+Once', 'NNNNN', 'never'],
  ['Z6.0+pooncelock+poonceLock+pombonce', 'NNNNN', 'never'],
  ['Z6.0+pooncelock+pooncelock+pombonce', 'NNNNS', 'sometimes'],
  ['Z6.0+pooncerelease+poacquirerelease+fencembonceonce', 'NNNNS', 'sometimes'],
  ['dep+plain', 'NNNNN', 'never'],
];

const specs = readdirSync(join(root, 'specs/litmus/lkmm')).map((file) => {
  const text = readFileSync(join(root, 'specs/litmus/lkmm', file), 'utf8');
  const [, name = '', kernel = ''] =
    /^\/\/\/ (\S+) of tools\/memory-model\/litmus-tests of the kernel, whose model says: (\w+)\./m.exec(text) ?? [];
  const letters = ['sc', 'tso', 'pso', 'pso_iq', 'lkmm'].map((model) => {
    const [, expected = ''] =
      new RegExp(String.raw`^check ${model} memory ${model} expect (holds|violates not_seen);`, 'm').exec(text) ?? [];
    return expected === 'holds' ? 'N' : expected === '' ? '?' : 'S';
  });
  return { name, kernel, letters: letters.join('') };
});

describe('the litmus tests of the kernel', () => {
  it('are all there', () => {
    expect(specs.map(({ name }) => name).sort()).toEqual(verdicts.map(([name]) => name).sort());
  });

  it.each(verdicts)('%s: %s, and the kernel says %s', (name, letters, kernel) => {
    expect(specs.find((one) => one.name === name)).toEqual({ name, letters, kernel });
    if (kernel === 'never') expect(letters).toBe('NNNNN');
  });

  it.each(folders)('come out as the specs in %s say', async (folder) => {
    for (const engine of ['wasm', 'interpreter']) {
      const { code, stdout, stderr } = await thps(['check', folder, '--engine', engine], { cwd: root });
      const warnings = stderr
        .split('\n')
        .filter((line) => line !== '' && !/warning|advice|`memory pso_iq` is compiled/.test(line));
      expect({ warnings, code }, stdout).toEqual({ warnings: [], code: 0 });
    }
  });
});
