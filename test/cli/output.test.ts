import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { endedBy } from '../../src/driver/end.ts';
import { withFiles } from './run.ts';

const main = resolve(import.meta.dirname, '../../src/main.ts');
const small =
  '/// # Small\nspec small;\nvar x : bool = false;\nprocess p { x = true; }\ninvariant never = !x;\ncheck c expect violates never;\n';

interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

/** @param rest what follows the command in a shell */
function shell(words: string, rest: string, cwd: string): Ended {
  const command = `set -o pipefail; "${process.execPath}" "${main}" ${words} ${rest}`;
  const { status, stderr } = spawnSync('bash', ['-c', command], { cwd, encoding: 'utf8' });
  return { code: status, stderr };
}

/** Each way in which text gets out. */
const commands = [
  'check a.thps',
  'check a.thps --json',
  'parse a.thps',
  'emit a.thps',
  'doc a.thps --out pages',
  'format - < a.thps',
  'explain THPS2001',
  '--help',
  '--version',
];

/** A device that is always full. */
const full = '/dev/full';

describe('a standard output that is full', () => {
  it.each(commands)('is told by `thps %s`, without a stack', async (words) => {
    await withFiles({ 'a.thps': small }, (cwd) => {
      const { code, stderr } = shell(words, `> ${full}`, cwd);
      expect(stderr).toMatch(/^error\[THPS0023\]: cannot write to standard output: there is no space left/);
      expect(stderr).not.toMatch(/^ +at /m);
      expect(code).toBe(exitCodes.noInput);
      return Promise.resolve();
    });
  });

  it('together with the standard error still has its exit code', async () => {
    await withFiles({ 'a.thps': small }, (cwd) => {
      expect(shell('check a.thps', `> ${full} 2>&1`, cwd).code).toBe(exitCodes.noInput);
      expect(shell('check nothing.thps', `2> ${full}`, cwd).code).toBe(exitCodes.noInput);
      expect(shell('check --nonsense', `2> ${full}`, cwd).code).toBe(exitCodes.usage);
      return Promise.resolve();
    });
  });
});

describe('a reader that goes away', () => {
  const unread = '| exec true';

  it.each(['check a.thps', 'check a.thps --json', '--version'])('ends `thps %s` without a word', async (words) => {
    await withFiles({ 'a.thps': small }, (cwd) => {
      expect(shell(words, unread, cwd)).toEqual({ code: endedBy.SIGPIPE, stderr: '' });
      return Promise.resolve();
    });
  });

  it('of messages leaves the exit code', async () => {
    await withFiles({ 'a.thps': small }, (cwd) => {
      expect(shell('check nothing.thps', `2>&1 > /dev/null ${unread}`, cwd).code).toBe(exitCodes.noInput);
      return Promise.resolve();
    });
  });
});
