import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkSpec, inProcess, renderDiagnostic } from './support.ts';

/**
 * Each file has cases: a sentence, the source, and the messages about it. Sources that begin with `...` are
 * statements of the process that `inProcess` makes; `--- file NAME` adds a file to import. To add a case, write
 * its sentence and source and run `npx vitest run test/typecheck -u`.
 */
const folder = resolve(import.meta.dirname, '../golden/typecheck');

interface Case {
  readonly sentence: string;
  readonly source: string;
  readonly files: Readonly<Record<string, string>>;
}

function casesOf(text: string): readonly Case[] {
  return text
    .split(/^=== /m)
    .slice(1)
    .map((part) => {
      const [head = '', ...sections] = part.split(/^--- /m);
      const [sentence = '', ...lines] = head.split('\n');
      const files = sections.flatMap((s) => {
        const match = /^file (\S+)\n([^]*)$/.exec(s);
        return match ? [[match[1] ?? '', match[2] ?? ''] as const] : [];
      });
      return { sentence, source: lines.join('\n').trim(), files: Object.fromEntries(files) };
    });
}

function render(one: Case): string {
  const whole = one.source.startsWith('...') ? inProcess(one.source.slice(3).trim()) : `${one.source}\n`;
  const found = checkSpec(whole, one.files).diagnostics;
  const files = Object.entries(one.files).map(([name, text]) => `--- file ${name}\n${text.trim()}\n`);
  const messages = found.length === 0 ? 'none' : found.map(renderDiagnostic).join('\n\n');
  return `=== ${one.sentence}\n${one.source}\n${files.join('')}--- messages\n${messages}\n\n`;
}

describe('messages of the type checker', () => {
  const names = readdirSync(folder).filter((name) => name.endsWith('.golden'));

  it('are in golden files', () => expect(names.length).toBeGreaterThan(4));

  for (const name of names) {
    const path = join(folder, name);
    const cases = existsSync(path) ? casesOf(readFileSync(path, 'utf8')) : [];
    it(`about ${name.replace('.golden', '').replaceAll('-', ' ')}`, async () => {
      expect(cases.length).toBeGreaterThan(0);
      await expect(cases.map(render).join('')).toMatchFileSnapshot(path);
    });
  }
});
