import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { thps } from '../cli/run.ts';

/** The litmus tests of the kernel's tools/memory-model, with what each model of memory has to say of them. */

const root = join(import.meta.dirname, '..', '..');
const folders = ['specs/litmus/lkmm', 'specs/litmus/barriers'];

/**
 * `S`ometimes or `N`ever under sc, tso, pso and pso_iq, and what the kernel's model says: these models never allow what it
 * forbids. Computed once by explorers of the models that were written apart from thps.
 */
const verdicts: readonly (readonly [test: string, ofModels: string, ofKernel: 'never' | 'sometimes'])[] = [
  ['CoRR+poonceonce+Once', 'NNNN', 'never'],
  ['CoRW+poonceonce+Once', 'NNNN', 'never'],
  ['CoWR+poonceonce+Once', 'NNNN', 'never'],
  ['CoWW+poonceonce', 'NNNN', 'never'],
  ['IRIW+fencembonceonces+OnceOnce', 'NNNN', 'never'],
  ['IRIW+poonceonces+OnceOnce', 'NNNS', 'sometimes'],
  ['ISA2+pooncelock+pooncelock+pombonce', 'NNNN', 'never'],
  ['ISA2+poonceonces', 'NNSS', 'sometimes'],
  ['ISA2+pooncerelease+poacquirerelease+poacquireonce', 'NNNN', 'never'],
  ['LB+fencembonceonce+ctrlonceonce', 'NNNN', 'never'],
  ['LB+poacquireonce+pooncerelease', 'NNNN', 'never'],
  ['LB+poonceonces', 'NNNN', 'sometimes'],
  ['LB+unlocklockonceonce+poacquireonce', 'NNNN', 'never'],
  ['MP+fencewmbonceonce+fencermbonceonce', 'NNNN', 'never'],
  ['MP+onceassign+derefonce', 'NNNN', 'never'],
  ['MP+polockmbonce+poacquiresilsil', 'NNNN', 'never'],
  ['MP+polockonce+poacquiresilsil', 'NNNN', 'sometimes'],
  ['MP+polocks', 'NNNN', 'never'],
  ['MP+poonceonces', 'NNSS', 'sometimes'],
  ['MP+pooncerelease+poacquireonce', 'NNNN', 'never'],
  ['MP+porevlocks', 'NNNN', 'never'],
  ['MP+unlocklockonceonce+fencermbonceonce', 'NNNN', 'never'],
  ['R+fencembonceonces', 'NNNN', 'never'],
  ['R+poonceonces', 'NSSS', 'sometimes'],
  ['S+fencewmbonceonce+poacquireonce', 'NNNN', 'never'],
  ['S+poonceonces', 'NNSS', 'sometimes'],
  ['SB+fencembonceonces', 'NNNN', 'never'],
  ['SB+poonceonces', 'NSSS', 'sometimes'],
  ['SB+rfionceonce-poonceonces', 'NSSS', 'sometimes'],
  ['WRC+poonceonces+Once', 'NNNS', 'sometimes'],
  ['WRC+pooncerelease+fencermbonceonce+Once', 'NNNN', 'never'],
  ['Z6.0+pooncelock+poonceLock+pombonce', 'NNNN', 'never'],
  ['Z6.0+pooncelock+pooncelock+pombonce', 'NNNN', 'sometimes'],
  ['Z6.0+pooncerelease+poacquirerelease+fencembonceonce', 'NNNN', 'sometimes'],
  ['dep+plain', 'NNNN', 'never'],
];

const specs = readdirSync(join(root, 'specs/litmus/lkmm')).map((file) => {
  const text = readFileSync(join(root, 'specs/litmus/lkmm', file), 'utf8');
  const [, name = '', kernel = ''] =
    /^\/\/\/ (\S+) of tools\/memory-model\/litmus-tests of the kernel, whose model says: (\w+)\./m.exec(text) ?? [];
  const letters = ['sc', 'tso', 'pso', 'pso_iq'].map((model) => {
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
    if (kernel === 'never') expect(letters).toBe('NNNN');
  });

  it.each(folders)('come out as the specs in %s say', async (folder) => {
    for (const engine of ['wasm', 'interpreter']) {
      const { code, stdout, stderr } = await thps(['check', folder, '--engine', engine], { cwd: root });
      const warnings = stderr.split('\n').filter((line) => line !== '' && !line.includes('warning'));
      expect({ warnings, code }, stdout).toEqual({ warnings: [], code: 0 });
    }
  });
});
