import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { thps, withFiles } from './run.ts';
import * as specs from './specs.ts';

const weak = `spec weak;
weak var x : bool = false;
process p { x = true; }
check plain;
check buffered memory tso;
`;

const until = `spec until_done;
var x : bool = false;
process p fair { x = true; }
temporal busy = !x until x;
`;

describe('thps export tla', () => {
  it('writes a module and a configuration for TLC', async () => {
    await withFiles({ 'spec.thps': specs.countersExpected }, async (cwd) => {
      const { code, stdout, stderr } = await thps(
        ['export', 'tla', 'spec.thps', '--check', 'limit_of_1', '-o', 'made/here'],
        { cwd },
      );
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toBe('made/here/counters_limit_of_1.tla and made/here/counters_limit_of_1.cfg are written\n');
      const module = readFileSync(join(cwd, 'made/here/counters_limit_of_1.tla'), 'utf8');
      expect(module).toMatch(/^-+ MODULE counters_limit_of_1 -+\n/);
      expect(module).toMatch(/^CONSTANTS LIMIT$/m);
      const configuration = readFileSync(join(cwd, 'made/here/counters_limit_of_1.cfg'), 'utf8');
      expect(configuration).toMatch(/^SPECIFICATION Spec$/m);
      expect(configuration).toMatch(/^ {2}LIMIT = 1$/m);
    });
  });

  it('leaves files that are there as they are, unless it is told to write over them', async () => {
    await withFiles({ 'spec.thps': specs.counters }, async (cwd) => {
      const words = ['export', 'tla', 'spec.thps', '-o', '.'];
      expect((await thps(words, { cwd })).code).toBe(0);
      writeFileSync(join(cwd, 'counters.tla'), 'mine');
      const refused = await thps(words, { cwd });
      expect(refused.code).toBe(66);
      expect(refused.stderr).toContain('THPS0022');
      expect(refused.stderr).toContain('--force');
      expect(readFileSync(join(cwd, 'counters.tla'), 'utf8')).toBe('mine');
      expect((await thps([...words, '--force'], { cwd })).code).toBe(0);
      expect(readFileSync(join(cwd, 'counters.tla'), 'utf8')).toContain('MODULE counters');
    });
  });

  it('writes neither file where one of them is there', async () => {
    await withFiles({ 'spec.thps': specs.counters, 'counters.cfg': 'mine' }, async (cwd) => {
      expect((await thps(['export', 'tla', 'spec.thps', '-o', '.'], { cwd })).code).toBe(66);
      expect(existsSync(join(cwd, 'counters.tla'))).toBe(false);
    });
  });

  it('refuses what TLA+ cannot say', async () => {
    const refused = async (text: string, ...words: readonly string[]): Promise<string> =>
      withFiles({ 'spec.thps': text }, async (cwd) => {
        const { code, stdout, stderr } = await thps(['export', 'tla', 'spec.thps', '-o', 'out', ...words], { cwd });
        expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
        expect(existsSync(join(cwd, 'out'))).toBe(false);
        return stderr;
      });
    expect(await refused(weak, '--check', 'buffered')).toContain('weak memory');
    expect(await refused(until)).toMatch(/THPS0079.*`until`/);
    expect(await refused(weak, '--check', 'lost')).toContain('THPS0011');
  });

  it('says what is wrong with a spec, a language and a folder', async () => {
    await withFiles({ 'spec.thps': 'spec a;\nvar x : bool = 3;\n', 'good.thps': specs.counters }, async (cwd) => {
      expect((await thps(['export', 'tla', 'spec.thps', '-o', 'out'], { cwd })).code).toBe(150);
      expect((await thps(['export', 'promela', 'good.thps', '-o', 'out'], { cwd })).code).toBe(64);
      expect((await thps(['export', 'tla', 'good.thps'], { cwd })).code).toBe(64);
      const folder = await thps(['export', 'tla', 'good.thps', '-o', 'good.thps'], { cwd });
      expect(folder.code).toBe(66);
      expect(folder.stderr).toContain('THPS0023');
    });
  });
});
