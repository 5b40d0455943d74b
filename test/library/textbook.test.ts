import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { thps } from '../cli/run.ts';

/** Algorithms from textbooks and papers whose temporal properties are known: specs/litmus, but for those of the library. */

const root = join(import.meta.dirname, '..', '..');
const files = readdirSync(join(root, 'specs', 'litmus')).filter(
  (file) => file.endsWith('.thps') && !file.startsWith('kernel-'),
);

describe.each(files)('%s', (file) => {
  it('names its source', () => {
    expect(readFileSync(join(root, 'specs', 'litmus', file), 'utf8')).toMatch(/^\/\/\/ .*"[A-Z].*\b(19|20)\d\d\b/ms);
  });

  it('keeps what it promises', async () => {
    const { code, stdout, stderr } = await thps(['check', `specs/litmus/${file}`], { cwd: root });
    expect({ stderr, code }, stdout).toEqual({ stderr: '', code: 0 });
  });
});

it('are there', () => {
  expect(files.length).toBeGreaterThanOrEqual(6);
});
