import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { checkSpec, inProcess, renderDiagnostic } from './support.ts';

/**
 * Each file has cases: a sentence, the source, and the messages about it. Sources that begin with `...` are
 * statements of the process that `inProcess` makes; `--- file NAME` adds a file to import. To add a case, write
 * its sentence and source, the codes that have to come after `--- expects` (`none` where there are none), and run
 * `npx vitest run test/typecheck -u`, which writes the messages but never what is expected.
 */
const folder = resolve(import.meta.dirname, '../golden/typecheck');

interface Case {
  readonly sentence: string;
  readonly source: string;
  readonly files: Readonly<Record<string, string>>;
  /** Codes, in order. */
  readonly expects: readonly string[];
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
      const expects = sections.flatMap((section) => /^expects ([^\n]*)/.exec(section)?.[1]?.split(' ') ?? []);
      return { sentence, source: lines.join('\n').trim(), files: Object.fromEntries(files), expects };
    });
}

function foundIn(one: Case): readonly Diagnostic[] {
  const whole = one.source.startsWith('...') ? inProcess(one.source.slice(3).trim()) : `${one.source}\n`;
  return checkSpec(whole, one.files).diagnostics;
}

function codesOf(found: readonly Diagnostic[]): readonly string[] {
  return found.length === 0 ? ['none'] : found.map(({ code }) => code);
}

function render(one: Case): string {
  const found = foundIn(one);
  const files = Object.entries(one.files).map(([name, text]) => `--- file ${name}\n${text.trim()}\n`);
  const messages = found.length === 0 ? 'none' : found.map(renderDiagnostic).join('\n\n');
  const expects = `--- expects ${one.expects.join(' ')}\n`;
  return `=== ${one.sentence}\n${one.source}\n${files.join('')}${expects}--- messages\n${messages}\n\n`;
}

describe('messages of the type checker', () => {
  const names = readdirSync(folder).filter((name) => name.endsWith('.golden'));

  it('are in golden files', () => expect(names.length).toBeGreaterThan(4));

  for (const name of names) {
    const path = join(folder, name);
    const cases = existsSync(path) ? casesOf(readFileSync(path, 'utf8')) : [];
    it.each(cases)(`${name.replace('.golden', '')}: $sentence`, (one) => {
      const found = foundIn(one);
      expect(codesOf(found)).toEqual(one.expects);
      if (one.sentence.endsWith('is suggested')) expect(found.map((d) => d.message).join()).toContain('did you mean');
    });

    it(`about ${name.replace('.golden', '').replaceAll('-', ' ')}`, async () => {
      expect(cases.length).toBeGreaterThan(0);
      await expect(cases.map(render).join('')).toMatchFileSnapshot(path);
    });
  }
});
