import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Result } from '../../src/result/model.ts';
import * as specs from '../cli/specs.ts';
import { thps, withFiles } from '../cli/run.ts';
import { problemsOf } from './schema.ts';

const root = join(import.meta.dirname, '../..');

/** What `thps check --json` prints about a spec. */
async function resultOf(text: string, words: readonly string[] = []): Promise<Result> {
  return withFiles({ 'spec.thps': text }, async (cwd) => {
    const { stdout } = await thps(['check', 'spec.thps', '--json', '--workers', '1', ...words], { cwd });
    return JSON.parse(stdout) as Result;
  });
}

function textsIn(folder: string): readonly (readonly [string, string])[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.thps'))
    .map((name) => [`${folder}/${name}`, readFileSync(join(root, folder, name), 'utf8')]);
}

describe('docs/result.schema.json', () => {
  const small = Object.entries(specs).filter(([name]) => name !== 'huge');

  it.each([...small, ...textsIn('test/trace/specs'), ...textsIn('specs/tutorial')])(
    'describes the result of %s',
    async (_, text) => {
      const result = await resultOf(text);
      expect(problemsOf(result)).toEqual([]);
      expect(result.checks.length + result.checksWithErrors.length).toBeGreaterThan(0);
    },
  );

  it.each([
    ['limits', specs.huge, ['--max-states', '100']],
    ['time and memory', specs.counters, ['-v']],
    ['fingerprints', specs.counters, ['--fingerprint']],
    ['a wrong option', specs.counters, ['--const', 'N=1']],
    ['an error in the spec', 'spec a;\nvar x : 0..y = 0;\ninvariant p = x == tru;\n', []],
  ])('describes results with %s', async (_, text, words) => {
    expect(problemsOf(await resultOf(text, words))).toEqual([]);
  });

  it('says what is wrong', async () => {
    const result = await resultOf(specs.counters);
    const [check] = result.checks;
    expect(problemsOf({ ...result, schema: 1 })).toEqual(['/schema must be equal to constant']);
    expect(problemsOf({ ...result, more: true })).toEqual([' must NOT have unevaluated properties']);
    expect(problemsOf({ ...result, checks: [{ ...check, states: 'many' }] })).toEqual([
      '/checks/0/states must be integer',
    ]);
    const property = check!.properties.find(({ trace }) => trace !== undefined)!;
    const step = property.trace!.steps[0]!;
    const broken = { ...property.trace, steps: [{ ...step, statements: [{ ...step.statements[0], kind: 'other' }] }] };
    expect(problemsOf({ ...result, checks: [{ ...check, properties: [{ ...property, trace: broken }] }] })).not.toEqual(
      [],
    );
  });
});
