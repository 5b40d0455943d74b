import { describe, expect, it } from 'vitest';
import { thps, withFiles } from './run.ts';

/** What a terminal obeys, with what it would do: no file and no name of a file may send any of it. */
const obeyed = ['\u001b[2J', '\u001b]0;title\u0007', '\u009b31m', '\u202e', '\u2066', '\u0008', '\u007f', '\u200f'];

const evil = obeyed.join('');

/** Evil in every place that a text of a spec can be printed from. */
const spec = `/// About ${evil}
spec a; // ${evil}
/* ${evil} */
/// Doc ${evil}
var x : 0..2 = /* ${evil} */ 0;
process p { x = /* ${evil} */ 1; /* ${evil} */ x = 2; }
invariant small = x /* ${evil} */ < 2;
/// Check ${evil}
check c expect violates small;
check d;
`;

const isObeyed = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

const commands = [
  ['check'],
  ['check', '-v'],
  ['check', '--trace', 'race', '-v'],
  ['check', '--json'],
  ['check', '-q'],
  ['check', '--check', 'none'],
  ['check', '--const', `N${evil}=1`],
  ['check', '--only', `p${evil}`],
  ['steps'],
  ['ir'],
  ['ir', '--layout'],
  ['parse'],
  ['parse', '--positions'],
  ['emit', '--wat'],
  ['emit', '--wasm', `out${evil}.wasm`],
  ['format', '--check'],
  ['format'],
  ['doc'],
  ['doc', '--check'],
  ['init'],
] as const;

describe('what a terminal would obey', () => {
  const name = `a${evil}.thps`;

  it.each(commands.map((words) => [words.join(' ').replaceAll(evil, '…'), words] as const))(
    'is not in what thps %s prints',
    async (_title, words) => {
      await withFiles({ [name]: spec }, async (cwd) => {
        const { stdout, stderr } = await thps([...words, name], { cwd });
        expect(stdout + stderr).not.toBe('');
        expect(stdout + stderr).not.toMatch(isObeyed);
      });
    },
  );

  it.each([
    ['a syntax error', `spec a; var ${evil} x;`],
    ['an unknown name', `spec a;\nvar x : 0..1 = y; // ${evil}\nprocess p { x = 1; }`],
    ['a file that is imported', `spec a;\nimport "./b${evil}.thps";\nvar x : bool = true;\nprocess p { x = false; }`],
    ['a name that is a text', `spec a;\nimport "${evil}";\nvar x : bool = true;\nprocess p { x = false; }`],
  ])('is not in messages about %s', async (_title, text) => {
    await withFiles({ [name]: text, [`b${evil}.thps`]: `library b${evil};` }, async (cwd) => {
      const { stdout, stderr } = await thps(['check', name], { cwd });
      expect(stderr).toContain('error');
      expect(stdout + stderr).not.toMatch(isObeyed);
    });
  });

  it('is not in messages about names that are not there', async () => {
    for (const words of [['check', `x${evil}`], ['explain', evil], ['init', evil], [evil], ['check', `--${evil}`]]) {
      const { stdout, stderr } = await thps(words);
      expect(stderr).toContain('error');
      expect(stdout + stderr).not.toMatch(isObeyed);
    }
  });

  it('is not sent to a terminal but for colours, and none of those is of a spec', async () => {
    // Colours of a spec: what thps itself sends.
    const coloured = spec.replaceAll(evil, '\u001b[31m');
    for (const words of [['check', '-v'], ['check', '--no-color', '-v'], ['steps'], ['check', '--json']]) {
      await withFiles({ 'a\u001b[31m.thps': coloured }, async (cwd) => {
        const { stdout, stderr } = await thps([...words, 'a\u001b[31m.thps'], { cwd, terminal: true });
        const all = stdout + stderr;
        const reds = all.split('\u001b[31m').length;
        // What is of thps is closed again.
        expect(all.split('\u001b[39m').length).toBeGreaterThanOrEqual(reds);
        expect(all.replace(/\u001b\[\d+m/g, '')).not.toMatch(isObeyed);
        if (words.includes('--no-color') || words.includes('--json')) expect(reds).toBe(1);
      });
    }
  });

  it('leaves JSON as it means', async () => {
    await withFiles({ [name]: spec }, async (cwd) => {
      const { stdout } = await thps(['check', '--json', name], { cwd });
      const { checks } = JSON.parse(stdout) as { checks: readonly { file: string; doc?: string }[] };
      expect(checks[0]).toMatchObject({ file: name, doc: `Check ${evil}` });
    });
  });

  it('stays in a text that is formatted from standard input to standard output', async () => {
    const { stdout } = await thps(['format', '-'], { stdin: spec });
    expect(stdout.split('\u202e').length).toBe(spec.split('\u202e').length);
  });

  it('cannot make lines of a message by a line break in a name', async () => {
    const { stderr } = await thps(['check', 'a\nerror[THPS0001]: b']);
    expect(stderr.split('\n').filter((line) => line.startsWith('error'))).toHaveLength(1);
    await withFiles({ 'a\nerror: b.thps': 'spec a; nonsense' }, async (cwd) => {
      const ran = await thps(['check', 'a\nerror: b.thps'], { cwd });
      expect(ran.stderr.split('\n').filter((line) => line.startsWith('error: b'))).toEqual([]);
    });
  });
});
