import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RUN_CHECK, type RunCheckResult } from '../../lsp/protocol.ts';
import { Client } from '../lsp/client.ts';

/** The package as users install it: every entry works with the parts that it loads, and loads no others. */

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'thps-parts-'));
const bundle = join(folder, 'package', 'thps.mjs');

beforeAll(() => {
  execFileSync(process.execPath, [join(root, 'scripts', 'build.mjs'), join(folder, 'package')]);
  copyFileSync(join(root, 'bench', 'models', 'small.thps'), join(folder, 'small.thps'));
  writeFileSync(join(folder, 'flawed.thps'), 'spec flawed;\nvar x : bool = ;\nvar y : bool = maybe;\n');
}, 60_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function thps(...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bundle, ...words], { cwd: folder, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

describe('the bundle', () => {
  it.each([
    [['--version'], 0, '0.'],
    [['--help'], 0, 'Usage: thps'],
    [['check', 'small.thps'], 0, '20 distinct states'],
    [['check', '--engine', 'interpreter', 'small.thps'], 0, '20 distinct states'],
    [['check', '--checkpoint', 'snapshots', 'small.thps'], 0, '20 distinct states'],
    [['simulate', '--walks', '3', '--depth', '20001', '--workers', '2', 'small.thps'], 0, '3 walks'],
    [['check', 'missing.thps'], 66, 'missing.thps'],
    [['check', 'flawed.thps'], 150, 'flawed.thps:2:16'],
    [['check', 'flawed.thps'], 150, 'flawed.thps:3:16'],
    [['parse', 'small.thps'], 0, 'file'],
    [['ir', '--layout', 'small.thps'], 0, 'bits'],
    [['emit', 'small.thps'], 0, '(module'],
    [['steps', 'small.thps'], 0, 'action right'],
    [['graph', '--states', '5', '--as', 'svg', 'small.thps'], 0, '</svg>'],
    [['explain', 'THPS2001'], 0, 'THPS2001'],
    [['explain', 'THPS9998'], 64, 'THPS9998'],
    [['chekc'], 64, 'unknown command'],
    [['doc', '--out', 'pages', 'small.thps'], 0, 'pages'],
    [['format', '--check', 'small.thps'], 0, ''],
    [['init', 'fresh'], 0, 'fresh.thps'],
    [['repl', 'small.thps'], 0, 'at the beginning'],
    [['mcp'], 0, ''],
  ])('runs thps %s', (words, status, text) => {
    const run = thps(...words);
    expect(run.output).toContain(text);
    expect(run.status, run.output).toBe(status);
  });

  it('explores with several threads', () => {
    const wide =
      'spec wide;\nvar n : [0..3 -> 0..15] = [_ in 0..3 -> 0];\naction up(i: 0..3) when n[i] < 15 { n[i]++; }\n';
    writeFileSync(join(folder, 'wide.thps'), `${wide}check all allow deadlock expect states 65536;\n`);
    const run = thps('check', '--workers', '2', 'wide.thps');
    expect(run.output).toContain('65,536 distinct states');
    expect(run.output).not.toContain('THPS');
  });

  it('serves an editor, and runs checks for it', async () => {
    const client = await Client.start({}, {}, bundle);
    await client.open('small.thps', readFileSync(join(folder, 'small.thps'), 'utf8'));
    expect(await client.diagnostics('small.thps', () => true)).toEqual([]);
    const result = await client.connection.sendRequest<RunCheckResult>(RUN_CHECK, { uri: client.uri('small.thps') });
    expect(result).toMatchObject({ end: 'done', runs: [{ check: 'all', report: { outcome: 'as expected' } }] });
    expect(await client.stop()).toBe(0);
  });
});

/** A file of the package with all that it imports, and what those import: what Node loads before it runs any of it. */
function loadedWith(file: string, loaded = new Map<string, string>()): ReadonlyMap<string, string> {
  if (loaded.has(file)) return loaded;
  const text = readFileSync(join(folder, 'package', file), 'utf8');
  loaded.set(file, text);
  for (const [, name] of text.matchAll(/(?:^|;)(?:import|export)\b[^;"()]*"\.\/([^"]+)"/gm)) loadedWith(name!, loaded);
  return loaded;
}

describe('the parts of the bundle', () => {
  const commandLine = (): string => {
    const starter = [...loadedWith('thps.mjs').values()].join('\n');
    return /import\("\.\/(command-line-\w+\.mjs)"\)/.exec(starter)![1]!;
  };
  /** What `thps check` loads; other commands load it as well, and more. */
  const shared = (): string => [...loadedWith(commandLine()).values()].join('\n');
  const parts = (command: string): string => {
    const name = new RegExp(`import\\("\\./(${command}-\\w+\\.mjs)"\\)`).exec(shared());
    return [...loadedWith(name![1]!).values()].join('\n');
  };
  // Names that stand for them.
  const server = 'ProposedFeatures';
  const formatter = 'printDocToString';
  const graphviz = 'CLUSTER_DOT_ATTRS';

  it('are found', () => {
    expect(loadedWith('thps-lsp.mjs').size).toBeGreaterThan(5);
    expect([...loadedWith('thps-lsp.mjs').values()].join('\n')).toContain(server);
    expect(parts('format')).toContain(formatter);
    const texts = readdirSync(join(folder, 'package'))
      .filter((name) => name.endsWith('.mjs'))
      .map((name) => readFileSync(join(folder, 'package', name), 'utf8'));
    expect(texts.filter((text) => text.includes(graphviz))).toHaveLength(1);
  });

  it('of thps check have no formatter, no server, and nothing for agents', () => {
    const core = shared();
    expect(core).toContain('performSelfAnalysis');
    expect(core).not.toContain(server);
    expect(core).not.toContain(formatter);
    expect(core).not.toContain(graphviz);
    expect(core).not.toContain('McpServer');
    // The command line is 100,000 of it.
    expect(core.length).toBeLessThan(1_100_000);
  });

  it('of thps check are in few files', () => {
    expect(loadedWith(commandLine(), new Map(loadedWith('thps.mjs'))).size).toBeLessThan(25);
  });

  it('of thps --version are next to nothing', () => {
    expect([...loadedWith('thps.mjs').values()].join('\n').length).toBeLessThan(20_000);
  });
});

describe('the API of the package', () => {
  const user = join(folder, 'user');
  const page = readFileSync(join(root, 'docs', 'api.md'), 'utf8');
  const node = (...words: readonly string[]): { readonly status: number | null; readonly output: string } => {
    const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: user, encoding: 'utf8' });
    return { status, output: stdout + stderr };
  };

  beforeAll(() => {
    mkdirSync(join(user, 'node_modules'), { recursive: true });
    symlinkSync(join(folder, 'package'), join(user, 'node_modules', 'thps'));
  });

  it('does what its example prints', () => {
    const [, example = ''] = /```js\n([^]*?)```/.exec(page) ?? [];
    const [, printed] = /```text\n([^]*?)```/.exec(page) ?? [];
    writeFileSync(join(user, 'example.mjs'), example);
    expect(node('example.mjs')).toEqual({ status: 0, output: printed });
  });

  it('gives errors as values, reads no file beside a text, and leaves the process alone', () => {
    const text = `import { check, explain, format, steps } from 'thps';
const codes = async (specs, options) => (await check(specs, options)).diagnostics.map(({ code }) => code).join();
console.log(await codes('none.thps'), await codes({ text: 'spec s;\\nvar x : bool = y;' }));
console.log(await codes({ text: 'spec s;\\nimport "./example.thps";' }), await codes({ text: 'spec s;' }, { checks: ['c'] }));
const stopped = await check({ text: 'spec s; var x : bool = true;' }, { signal: AbortSignal.abort() });
console.log(stopped.exitCode, process.exitCode, explain('2001').title, explain('no'));
console.log(format('spec  s;'), 'diagnostics' in format('spec'), await steps('none.thps').then(({ diagnostics: [one] }) => one.code));
`;
    writeFileSync(join(user, 'values.mjs'), text);
    expect(node('values.mjs')).toEqual({
      status: 0,
      output:
        "THPS0001 THPS2001\nTHPS2059 THPS0011\n20 undefined A name that nothing declares undefined\n{ text: 'spec s;\\n' } true THPS0001\n",
    });
  });

  it('has types', () => {
    const use = (property: string): string =>
      `import { check, type Result } from 'thps';\nconst result: Result = await check({ text: 'spec s;' }, { maxStates: 9 });\nexport const n: number = result.checks.length + result.${property};\n`;
    const compile = (property: string) => {
      writeFileSync(join(user, 'use.mts'), use(property));
      const compiler = join(root, 'node_modules', 'ts7', 'bin', 'tsc');
      return node(
        compiler,
        '--noEmit',
        '--strict',
        '--module',
        'nodenext',
        '--target',
        'es2023',
        '--types',
        '',
        'use.mts',
      );
    };
    expect(compile('exitCode')).toEqual({ status: 0, output: '' });
    expect(compile('exitKode').output).toContain("'exitKode' does not exist on type 'Result'");
  });
});
