import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/**
 * Every ```console block in the documentation is run: `$ thps …` lines are commands, what follows is their
 * output, and `(exit status n)` ends one that does not succeed. `npm run docs` rewrites the blocks.
 */
const root = join(import.meta.dirname, '..', '..');
const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((f) => f.endsWith('.md'))
    .map((f) => `docs/${f}`),
];
const update = process.env['THPS_DOCS'] === 'update';

interface Block {
  readonly page: string;
  readonly start: number;
  readonly text: string;
}

function blocksOf(page: string, language: string): Block[] {
  const text = readFileSync(join(root, page), 'utf8');
  const opening = `\`\`\`${language}\n`;
  const blocks: Block[] = [];
  for (let at = text.indexOf(opening); at >= 0; at = text.indexOf(opening, at + 1)) {
    const start = at + opening.length;
    blocks.push({ page, start, text: text.slice(start, text.indexOf('```', start)) });
  }
  return blocks;
}

/** Runs one command line of the documentation in the repository's root, without a terminal. */
function run(command: string): string {
  // Words, or what stands between quotes.
  const [program, ...args] = command.match(/'[^']*'|\S+/g) ?? [];
  if (program !== 'thps') throw new Error(`the documentation runs only thps, not ${program ?? ''}`);
  const done = spawnSync(process.execPath, [join(root, 'src', 'main.ts'), ...args.map(unquote)], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
  });
  const output = `${done.stdout}${done.stderr}`.replace(/\s+$/, '');
  return done.status === 0 ? output : `${output}\n(exit status ${done.status ?? 'none'})`.trimStart();
}

function unquote(arg: string): string {
  return arg.replace(/^'(.*)'$/, '$1');
}

function rerun(block: string): string {
  const commands = block.split('\n').filter((line) => line.startsWith('$ '));
  return commands.map((line) => `${line}\n${run(line.slice(2))}\n`.replace(/\n\n$/, '\n')).join('');
}

describe('documentation', () => {
  for (const page of pages) {
    it(`${page} shows what really happens`, () => {
      for (const block of blocksOf(page, 'console').reverse()) {
        const actual = rerun(block.text);
        if (update && actual !== block.text) {
          const text = readFileSync(join(root, page), 'utf8');
          writeFileSync(
            join(root, page),
            text.slice(0, block.start) + actual + text.slice(block.start + block.text.length),
          );
        } else expect(actual).toBe(block.text);
      }
    });

    it(`${page} has only specs that check`, () => {
      const folder = mkdtempSync(join(tmpdir(), 'thps-docs-'));
      try {
        for (const [i, { text }] of blocksOf(page, 'thps').entries()) {
          const file = join(folder, `block${i}.thps`);
          writeFileSync(file, text.includes('spec ') ? text : `spec block;\n${text}`);
          execFileSync(process.execPath, [join(root, 'src', 'main.ts'), 'check', '-q', file], {
            encoding: 'utf8',
          });
        }
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }
});
