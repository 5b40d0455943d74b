import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Ran, thps, withFiles } from './run.ts';

/** `thps repl`: a walk through a run, in which somebody chooses each step. Here lines come from a pipe. */

const spec = `spec counter;
const TOP : 1..9 = 2;
var x     : 0..9 in {0, 1};
process cpu[i: 0..1] {
load:
  let seen = x;
store:
  x = seen + TOP;
}
action drop when x > 5 { x = 0; }
invariant small = x < 5;
check plain;
check high with TOP = 7;
`;

/** A walk that begins with x = 0. */
async function walk(lines: readonly string[], cwd?: string, check = 'plain'): Promise<Ran> {
  const run = (folder: string): Promise<Ran> =>
    thps(['repl', 'spec.thps', '--check', check], { cwd: folder, stdin: ['1', ...lines, ''].join('\n') });
  return cwd === undefined ? withFiles({ 'spec.thps': spec }, run) : run(cwd);
}

/** What was printed after the last line. */
function answerOf({ stdout }: Ran): string {
  return stdout.slice(stdout.lastIndexOf('\n> ')).replace(/^.*\n.*\n/, '');
}

/** What was printed from the second line on. */
function answersOf({ stdout }: Ran): string {
  return stdout.slice(stdout.indexOf('\n> ', stdout.indexOf('\n> ') + 1) + 1);
}

describe('thps repl', () => {
  it('lets one choose where to begin, and lists what each step would change', async () => {
    const { code, stdout, stderr } = await walk([]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('  1  begin with\n       x = 0\n  2  begin with\n       x = 1\n');
    expect(stdout).toContain(
      'at the beginning\n  1  cpu[0]: load → store\n       spec.thps:6  let seen = x  (0)\n          cpu[0].seen: - → 0\n',
    );
  });

  it('takes steps, goes back, and forth again', async () => {
    const ran = await walk(['1', 'take 1', '= x', 'back', '= x', 'back 1', 'goto 2', '= x + TOP']);
    const values = [...ran.stdout.matchAll(/^> =.*\n(.*)$/gm)].map(([, value]) => value);
    expect(values).toEqual(['2', '0', '4']);
    expect(ran.code).toBe(0);
  });

  it('drops the steps behind the current one where another is taken', async () => {
    expect(answerOf(await walk(['1', '1', 'goto 0', '2', 'goto 2']))).toContain('the walk has no step 2');
  });

  it('evaluates what a property could, and says why something has no value', async () => {
    expect(answerOf(await walk(['1', '= cpu[0].seen + 1']))).toBe('1\n');
    expect(answerOf(await walk(['eval cpu[0] at load && x == 0']))).toBe('true\n');
    expect(answerOf(await walk(['= cpu[0].seen']))).toContain('it has no value here');
    expect(answerOf(await walk(['= y']))).toContain("unknown name 'y'");
    expect(answerOf(await walk(['= x +']))).toContain('is not an expression');
  });

  it('says what a state violates, and that a step which fails leads nowhere', async () => {
    const steps = ['1', '1', '1', '1'];
    expect((await walk(['1', '1'], undefined, 'high')).stdout).toContain(
      'after 2 steps\n  invariant small is violated\n',
    );
    const failed = await walk(steps, undefined, 'high');
    expect(failed.stdout).toContain('value 14 for x is outside 0..9');
    expect(answerOf(failed)).toContain('step 1 fails and leads nowhere');
  });

  it('saves a walk as a scenario that is possible, and writes over nothing', async () => {
    await withFiles({ 'spec.thps': spec, 'there.txt': 'mine\n' }, async (cwd) => {
      const taken = ['1', '2', '2', 'save found out.txt', 'save found there.txt', 'save found'];
      const ran = await walk(taken, cwd, 'high');
      expect(ran.code).toBe(0);
      const text =
        'scenario found possible with TOP = 7 {\n  next cpu[0].load;\n  next cpu[1].load;\n  next cpu[1].store;\n}\n';
      expect(readFileSync(join(cwd, 'out.txt'), 'utf8')).toBe(text);
      expect(answerOf(ran)).toBe(text);
      expect(readFileSync(join(cwd, 'there.txt'), 'utf8')).toBe('mine\n');
      expect(ran.stdout).toContain('it exists');
      const { stdout } = await withFiles({ 's.thps': `${spec}${text}` }, (folder) =>
        thps(['check', 's.thps', '--check', 'found'], { cwd: folder }),
      );
      expect(stdout).toContain('found  possible (3 steps)');
    });
  });

  it('goes to a state of a run that a check has found', async () => {
    await withFiles({ 'spec.thps': spec }, async (cwd) => {
      const { stdout: result } = await thps(['check', 'spec.thps', '--check', 'high', '--json'], { cwd });
      const found = await withFiles({ 'spec.thps': spec, 'r.json': result, 'bad.json': '{}' }, async (folder) => {
        const at = async (line: string, check = 'high'): Promise<string> => answerOf(await walk([line], folder, check));
        expect(await at('goto r.json high small 1')).toMatch(/^after 1 step\n/);
        expect(await at('goto r.json high nothing')).toContain("'r.json' has no run of nothing");
        expect(await at('goto r.json high small', 'plain')).toContain('cannot be taken here');
        expect(await at('goto bad.json')).toContain('THPS');
        return at('goto r.json');
      });
      expect(found).toMatch(/^after 2 steps\n {2}invariant small is violated\n/);
    });
  });

  it.each([
    ['nonsense', "there is no command 'nonsense'"],
    ['bakc', 'did you mean `back`?'],
    ['17', "there is no step '17'"],
    ['take', "there is no step ''"],
    ['back 4', "the walk cannot go back '4'"],
    ['goto', '`goto` needs a number or a file'],
    ['goto none.json', 'there is no file'],
    ['save', 'is no name for a scenario'],
    ['save while', 'is no name for a scenario'],
    ['save fine', 'there is nothing to save'],
    ['eval', '`eval` needs an expression'],
    ['trace upwards', "there is no form 'upwards'"],
    ['\u001b[2J', 'there is no command'],
  ])('says what is wrong with `%s`, and goes on', async (line, message) => {
    const { code, stdout } = await walk([line, '= x']);
    expect(code).toBe(0);
    expect(stdout).toContain(message);
    expect(stdout).toContain('error[THPS');
    expect(stdout).not.toContain('\u001b');
    expect(stdout.endsWith('> = x\n0\n')).toBe(true);
  });

  it('says it as this file shows', async () => {
    const lines = ['nonsense', 'bakc', '17', 'back 4', 'goto', 'save while', 'eval', 'trace upwards'];
    await expect(answersOf(await walk(lines))).toMatchFileSnapshot('../golden/cli/repl-mistakes.golden');
  });

  it('ends with `quit` or with its input, and not before it begins where the spec is wrong', async () => {
    expect((await walk(['quit', '= x'])).stdout).not.toContain('> = x');
    const { code, stdout } = await withFiles({ 'spec.thps': 'spec s; var x : bool = y; check plain;' }, (cwd) =>
      walk([], cwd),
    );
    expect(code).toBe(150);
    expect(stdout).toBe('');
  });

  it('is documented with what it prints', async () => {
    const root = join(import.meta.dirname, '..', '..');
    const page = readFileSync(join(root, 'docs', 'checking.md'), 'utf8');
    const [, shown = ''] = /```text\n(scenario lost\n[^]*?)```/.exec(page) ?? [];
    const lines = [...shown.matchAll(/^> (.*)$/gm)].map(([, line]) => line);
    expect(lines.length).toBeGreaterThan(3);
    const words = ['repl', 'test/docs/lost-update.thps', '--check', 'lost'];
    expect((await thps(words, { cwd: root, stdin: `${lines.join('\n')}\n` })).stdout).toBe(shown);
  });
});
