import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportModule } from '../../src/tla/module.ts';
import { compileSpec } from '../support/compile.ts';
import { readLibrary } from '../support/library.ts';

/**
 * Specs and their modules: golden files, since they are what people read. That the modules mean the same as the specs is
 * for TLC to say (test/tlc), which has looked at all of these.
 */

const specs = join(import.meta.dirname, 'specs');

describe('the module of a spec', () => {
  for (const file of readdirSync(specs))
    it(`is what ${basename(file, '.thps')}.golden shows`, async () => {
      const text = readFileSync(join(specs, file), 'utf8');
      const parts = compileSpec(text, readLibrary).map(({ system, run }) => {
        const module = exportModule(system, run);
        return `${module.text}\n${module.configuration}`;
      });
      const golden = [text, ...parts].join(`${'#'.repeat(78)}\n`);
      await expect(golden).toMatchFileSnapshot(`../golden/tla/${basename(file, '.thps')}.golden`);
    });

  it('of every check is not longer than a person can read', () => {
    const text = readFileSync(join(specs, '..', '..', '..', 'specs', 'litmus', 'peterson.thps'), 'utf8');
    for (const { system, run } of compileSpec(text)) {
      const { text: module } = exportModule(system, run);
      expect(module.split('\n').length).toBeLessThan(200);
      expect(
        Math.max(
          ...module
            .split('\n')
            .filter((line) => !line.startsWith('\\*'))
            .map((line) => line.length),
        ),
      ).toBeLessThan(121);
    }
  });
});
