import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { noInterrupts, noServer, thps, withFiles } from './run.ts';

const spec = 'spec a;\nvar x : bool = false;\nprocess p { x = true; }\n';

/** One command line for each message about command lines and files. */
const commands: readonly (readonly string[])[] = [
  ['check', 'specs/ticket_lck.thps'],
  ['check', '/dev/null'],
  ['check', 'empty'],
  ['check', 'latin1.thps'],
  ['check', 'large.thps'],
  ['check', 'a.thps', '--check', 'fast'],
  ['check', 'a.thps', '--only', 'p'],
  ['check', 'a.thps', '--const', 'N'],
  ['check', 'a.thps', '--max-memory', 'much'],
  ['check', 'a.thps', '--checkpoint', 'a.thps', '--checkpoint-every', '0'],
  ['check', 'a.thps', '--resume', 'snapshots'],
  ['check', 'a.thps', '--checkpoint', 'own', '--checkpoint-every', '0'],
  ['check', 'a.thps', '--checkpoint', 'own', '--checkpoint-every', '0'],
  ['check', 'a.thps', '--resume', 'snapshots', '--engine', 'interpreter'],
  ['check', 'a.thps', '--spill', 'a.thps'],
  ['check', 'a.thps', '--spill', 'files', '--engine', 'interpreter'],
  ['check', 'choices.thps'],
  ['emit', 'choices.thps'],
  ['chekc', 'a.thps'],
  ['check', 'lib.thps'],
  ['init', 'two-words'],
  ['init', 'a'],
  ['init', 'b'],
  ['explain', 'THPS2999'],
  ['format', '--check', 'untidy.thps'],
];

describe('messages about the command line', () => {
  it('say what is wrong and what to do', async () => {
    const files = {
      'a.thps': spec,
      'specs/ticket_lock.thps': spec,
      'empty/readme.txt': '',
      'latin1.thps': new Uint8Array([0x73, 0x70, 0x65, 0x63, 0x20, 0xe9, 0x3b]),
      'large.thps': ' '.repeat(5_000_000),
      'choices.thps':
        'spec choices;\nvar s : set of 0..60_000 = {};\nprocess p { s = {1}; }\ninvariant few = size(s) < 2;\n',
      'lib.thps': 'library lib;\n',
      'untidy.thps': 'spec s;\nvar x:bool;\n',
    };
    const text = await withFiles(files, async (cwd) => {
      const parts: string[] = [];
      for (const words of commands) {
        // Writing fails where the folder is not there.
        const folder = words[1] === 'b' ? `${cwd}/none` : cwd;
        const { code, stderr } = await thps(words, { cwd: folder });
        parts.push(
          `$ thps ${words.join(' ')}\n${stderr.replaceAll(folder, 'FOLDER').replace(/(?<=-)[0-9a-f]{16}(?=\.checkpoint)/g, 'DIGEST')}exit code ${code}\n`,
        );
      }
      return parts.join('\n');
    });
    await expect(text).toMatchFileSnapshot('../golden/cli/messages.golden');
  });

  it('of thps itself say how to report them', async () => {
    let stderr = '';
    const output = { isTerminal: false, columns: () => 80 };
    const code = await runCommandLine(['explain'], {
      stdout: {
        ...output,
        write: () => {
          throw new Error('something that should not happen');
        },
      },
      stderr: { ...output, write: (text) => void (stderr += text) },
      stdin: () => new Uint8Array(),
      cwd: '.',
      environment: {},
      interrupts: () => noInterrupts,
      serve: noServer,
    });
    await expect(`${stderr.replace(/^( = note: thps ).*$/m, '$1VERSION')}exit code ${code}\n`).toMatchFileSnapshot(
      '../golden/cli/internal-error.golden',
    );
  });
});
