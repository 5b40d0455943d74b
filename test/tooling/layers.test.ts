import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entrances, rooms, stages } from '../../.dependency-cruiser.mjs';

const root = resolve(import.meta.dirname, '../..');

interface Verdict {
  readonly modules: number;
  /** Of this repository: which file imports which. */
  readonly imports: readonly { readonly from: string; readonly to: string }[];
  /** `rule: from -> to` */
  readonly violations: readonly string[];
}

function cruise(directory: string): Verdict {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
      ...['--config', join(root, '.dependency-cruiser.mjs'), '--output-type', 'json'],
      '{bench,grammar,lsp,scripts,src,test}/**/*.{ts,mjs}',
    ],
    { cwd: directory, encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  expect(stderr).toBe('');
  type Violation = { readonly from: string; readonly to: string; readonly rule: { readonly name: string } };
  const { modules, summary } = JSON.parse(stdout) as {
    modules: readonly { readonly source: string; readonly dependencies: readonly { readonly resolved: string }[] }[];
    summary: { totalCruised: number; violations: readonly Violation[] };
  };
  return {
    modules: summary.totalCruised,
    imports: modules.flatMap(({ source, dependencies }) =>
      dependencies.map(({ resolved }) => ({ from: source, to: resolved })),
    ),
    violations: summary.violations.map(({ from, to, rule }) => `${rule.name}: ${from} -> ${to}`),
  };
}

describe('the layers of this repository', () => {
  const verdict = cruise(root);

  it('are seen by dependency-cruiser', () => {
    // With a TypeScript that it cannot use, dependency-cruiser finds no modules and therefore no violations.
    expect(verdict.modules).toBeGreaterThan(0);
  });

  it('are respected', () => {
    expect(verdict.violations).toEqual([]);
  });

  it('include every folder of src', () => {
    const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect([...Object.keys(stages), ...entrances]).toEqual(
      expect.arrayContaining(folders.map((folder) => folder.name)),
    );
  });

  it('permit nothing that nobody uses', () => {
    const isIn = (path: string, place: string): boolean => path === place || path.startsWith(`${place}/`);
    const idle = (from: string, to: string): readonly string[] =>
      verdict.imports.some((one) => isIn(one.from, from) && isIn(one.to, to)) ? [] : [`${from} -> ${to}`];
    const found = [
      ...Object.entries(stages).flatMap(([stage, earlier]) =>
        earlier.flatMap((one) => idle(`src/${stage}`, one.startsWith('grammar/') ? one : `src/${one}`)),
      ),
      ...Object.entries(rooms).flatMap(([house, table]) =>
        Object.entries(table).flatMap(([room, earlier]) =>
          earlier.flatMap((one) => idle(`${house}/${room}`, `${house}/${one}`)),
        ),
      ),
    ];
    expect(found).toEqual([]);
  });

  it('list every room of a stage that has them', () => {
    for (const [house, table] of Object.entries(rooms)) {
      const folders = readdirSync(join(root, house), { withFileTypes: true }).filter((entry) => entry.isDirectory());
      expect(Object.keys(table)).toEqual(expect.arrayContaining(folders.map((folder) => folder.name)));
    }
  });

  it('let a stage import only stages that do not import it', () => {
    for (const [stage, earlier] of Object.entries(stages)) {
      for (const other of earlier.map((path) => path.replace(/\/.*/, ''))) {
        const back = stages[other] ?? [];
        expect(back.map((path) => path.replace(/\/.*/, ''))).not.toContain(stage);
      }
    }
  });
});

describe('a layer violation is reported', () => {
  let directory = '';
  beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'layers-'))));
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  function violations(files: Readonly<Record<string, string>>): readonly string[] {
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, file)), { recursive: true });
      writeFileSync(join(directory, file), content);
    }
    return cruise(directory).violations;
  }

  it('when a stage imports a later one, even only a type', () => {
    expect(
      violations({
        'src/core/types.ts': `import type { Names } from '../modules/names.ts';\nexport type Types = Names;\n`,
        'src/modules/names.ts': 'export type Names = string;\n',
      }),
    ).toEqual(['stage-core: src/core/types.ts -> src/modules/names.ts']);
  });

  it('when the explorer knows a stage of the language', () => {
    expect(
      violations({
        'src/explorer/bfs.ts': `import { step } from '../ir/step.ts';\nexport const first = step;\n`,
        'src/ir/step.ts': 'export const step = 1;\n',
      }),
    ).toEqual(['stage-explorer: src/explorer/bfs.ts -> src/ir/step.ts']);
  });

  it('when somebody imports the command line', () => {
    expect(
      violations({
        'lsp/server.ts': `import { main } from '../src/cli/main.ts';\nexport const run = main;\n`,
        'src/cli/main.ts': 'export const main = 1;\n',
      }),
    ).toEqual(['not-to-cli: lsp/server.ts -> src/cli/main.ts']);
  });

  it('when two files import each other', () => {
    expect(
      violations({
        'src/text/a.ts': `import type { B } from './b.ts';\nexport type A = B | 1;\n`,
        'src/text/b.ts': `import type { A } from './a.ts';\nexport type B = A[];\n`,
      }),
    ).toEqual(expect.arrayContaining([expect.stringMatching(/^no-circular: /)]));
  });

  it('when a stage does I/O, and not when the command line does', () => {
    const content = `import { readFileSync } from 'node:fs';\nexport const read = readFileSync;\n`;
    expect(
      violations({
        'src/cli/main.ts': content,
        'src/explorer/store/file.ts': content,
        'src/explorer/bfs.ts': content,
        'src/text/source.ts': content,
      }),
    ).toEqual(['node-only-for-io: src/explorer/bfs.ts -> fs', 'node-only-for-io: src/text/source.ts -> fs']);
  });

  it('when a new folder has no place in the order', () => {
    expect(
      violations({
        'src/cli/main.ts': `import { helper } from '../util/helper.ts';\nexport const main = helper;\n`,
        'src/util/helper.ts': 'export const helper = 1;\n',
      }),
    ).toEqual(['no-unlisted-stage: src/cli/main.ts -> src/util/helper.ts']);
  });
});
