import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

  it('of thps check have neither the formatter nor the server', () => {
    const core = shared();
    expect(core).toContain('performSelfAnalysis');
    expect(core).not.toContain(server);
    expect(core).not.toContain(formatter);
    expect(core).not.toContain(graphviz);
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
