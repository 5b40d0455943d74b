import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.ts';
import type { Result } from '../../src/result/model.ts';
import { noInterrupts, noServer, thps, withFiles, noLines } from './run.ts';

const spec = 'spec a;\nvar x : bool = false;\nprocess p { x = true; }\n';

/** One command line for each message about command lines and files. */
const commands: readonly (readonly [words: readonly string[], code: string, exit: number])[] = [
  [['check', 'specs/ticket_lck.thps'], 'THPS0001', 66],
  [['check', '/dev/null'], 'THPS0002', 66],
  [['check', 'empty'], 'THPS0003', 66],
  [['check', 'latin1.thps'], 'THPS0004', 66],
  [['check', 'large.thps'], 'THPS0005', 66],
  [['check', 'a.thps', '--check', 'fast'], 'THPS0011', 64],
  [['check', 'a.thps', '--only', 'p'], 'THPS0013', 64],
  [['check', 'a.thps', '--const', 'N'], 'THPS0014', 64],
  [['check', 'a.thps', '--inv', 'x = true'], 'THPS3074', 64],
  [['check', 'a.thps', '--max-memory', 'much'], 'THPS0015', 64],
  [['check', 'a.thps', '--checkpoint', 'a.thps', '--checkpoint-every', '0'], 'THPS0041', 0],
  [['check', 'a.thps', '--resume', 'snapshots'], 'THPS0001', 66],
  [['check', 'a.thps', '--checkpoint', 'own', '--checkpoint-every', '0'], '', 0],
  [['check', 'a.thps', '--checkpoint', 'own', '--checkpoint-every', '0'], 'THPS0042', 64],
  [['check', 'a.thps', '--resume', 'snapshots', '--engine', 'interpreter'], 'THPS0016', 64],
  [['check', 'a.thps', '--spill', 'a.thps'], 'THPS0023', 66],
  [['check', 'a.thps', '--spill', 'files', '--engine', 'interpreter'], 'THPS0016', 64],
  [['check', 'races.thps', '--trace', 'none'], 'THPS3075', 150],
  [['check', 'choices.thps'], 'THPS0043', 0],
  [['emit', 'choices.thps'], 'THPS0045', 150],
  [['export', 'tla', 'weak.thps', '-o', 'made'], 'THPS0079', 64],
  [['import-trace', 'a.thps', 'a.thps'], 'THPS0007', 66],
  [['import-trace', 'a.thps', 'none.out'], 'THPS0001', 66],
  [['import-trace', 'a.thps', 'other.out'], 'THPS0008', 66],
  [['import-trace', 'a.thps', 'own.out', '--as', 'race'], 'THPS0009', 0],
  [['import-trace', 'weak.thps', 'own.out'], 'THPS0079', 64],
  [['chekc', 'a.thps'], 'THPS0016', 64],
  [['check', 'lib.thps'], 'THPS0017', 0],
  [['init', 'two-words'], 'THPS0021', 64],
  [['init', 'a'], 'THPS0022', 66],
  [['init', 'b'], 'THPS0023', 66],
  [['explain', 'THPS2999'], 'THPS0031', 64],
  [['show', 'none.json', '--as', 'race'], 'THPS0001', 66],
  [['show', 'a.thps', '--as', 'race'], 'THPS0006', 66],
  [['show', 'other.json', '--as', 'race'], 'THPS0006', 66],
  [['show', 'holds.json', '--as', 'mermaid'], 'THPS0032', 64],
  [['show', 'holds.json', '--as', 'race', '--check', 'all'], 'THPS0011', 64],
  [['show', 'holds.json', '--as', 'picture'], 'THPS0016', 64],
  [['show', 'holds.json', '--as', 'race', '--out', 'a.thps'], 'THPS0023', 66],
  [['graph', 'a.thps', '--states', '1'], 'THPS0033', 0],
  [['graph', 'a.thps', '--states', '0'], 'THPS0015', 64],
  [['graph', 'a.thps', '--states', '1e9'], 'THPS0015', 64],
  [['graph', 'a.thps', '--process', 'q'], 'THPS0016', 64],
  [['graph', 'a.thps', '--out', 'a.thps'], 'THPS0023', 66],
  [['doc', 'page.md'], 'THPS0056', 64],
  [['format', '--check', 'untidy.thps'], 'THPS0061', 22],
];

/** A result without checks. */
const nothing: Result = {
  schema: 2,
  version: '0.1.0',
  exitCode: 0,
  diagnostics: [],
  sources: [],
  checks: [],
  checksWithErrors: [],
  neverMet: [],
};

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
      'weak.thps': 'spec s;\nmemory tso;\nweak var x : bool = false;\nprocess p { x = true; }\n',
      'races.thps': 'spec s;\ndeny never_run;\nvar x : bool = false;\nprocess p { l: x = true; }\n',
      'untidy.thps': 'spec s;\nvar x:bool;\n',
      'page.md': '```text thps show a.thps --as picture\n```\n',
      'other.json': '{ "schema": 1 }',
      'holds.json': JSON.stringify(nothing),
      'own.out': `State 1: <Initial predicate>\n/\\ x = FALSE\n/\\ pc = (<<"p">> :> "start")\n`,
      'other.out': `State 1: <Initial predicate>\n/\\ x = 7\n/\\ pc = (<<"p">> :> "start")\n`,
    };
    const text = await withFiles(files, async (cwd) => {
      const parts: string[] = [];
      for (const [words, wanted, exit] of commands) {
        // Writing fails where the folder is not there.
        const folder = words[1] === 'b' ? `${cwd}/none` : cwd;
        const { code, stderr } = await thps(words, { cwd: folder });
        const codes = [...stderr.matchAll(/^\w+\[(THPS\d+)\]/gm)].map((match) => match[1]);
        expect([codes.join(' '), code], words.join(' ')).toEqual([wanted, exit]);
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
      lines: noLines,
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
