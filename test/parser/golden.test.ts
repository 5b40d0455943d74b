import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Parsed } from '../../src/parser/parse.ts';
import { readableTree } from '../support/trees.ts';
import { parseText, showDiagnostic } from './support.ts';

/**
 * Each file of test/golden/parser/sources holds texts, each after a line `// ---- title` and one with the codes that it
 * gets, `//: THPS1009 THPS1007` or `//: none`. Its golden file shows every text, then its diagnostics and, for the files
 * whose name begins with "tree", its tree. `-u` writes what is shown, and never what is expected.
 */
const folder = new URL('../golden/parser/', import.meta.url);

interface Case {
  readonly title: string;
  readonly text: string;
  /** In the order of the text. */
  readonly expects: string;
}

function casesOf(source: string): readonly Case[] {
  return source
    .split(/^\/\/ ---- /m)
    .slice(1)
    .map((part) => {
      const [title = '', second = '', ...lines] = part.split('\n');
      const expects = /^\/\/: (.+)$/.exec(second)?.[1];
      if (expects === undefined) throw new Error(`nothing is expected of '${title}'`);
      return { title, text: lines.join('\n').replace(/\n+$/, '\n'), expects };
    });
}

function parsed({ title, text }: Case): Parsed {
  return parseText(/^(spec|library|\/\*!)/m.test(text) || title.includes('header') ? text : `spec example;\n${text}`);
}

function shown(one: Case, withTree: boolean): string {
  const { tree, diagnostics } = parsed(one);
  const messages = diagnostics.map(showDiagnostic).join('\n\n') || 'no diagnostics';
  const parts = [`== ${one.title}\n\n${one.text}`, messages, ...(withTree ? [readableTree(tree)] : [])];
  return parts.join('\n-- \n').replaceAll('-- \n', '--\n');
}

describe('golden files of the parser', () => {
  for (const file of readdirSync(new URL('sources/', folder)).sort()) {
    const name = basename(file, '.txt');
    const cases = casesOf(readFileSync(new URL(`sources/${file}`, folder), 'utf8'));

    it.each(cases)(`${name.replaceAll('-', ' ')}: $title`, (one) => {
      const codes = parsed(one).diagnostics.map((d) => d.code);
      expect(codes.length === 0 ? 'none' : codes.join(' ')).toBe(one.expects);
    });

    it(name.replaceAll('-', ' '), async () => {
      const golden = cases.map((one) => shown(one, name.startsWith('tree'))).join('\n\n');
      await expect(`${golden}\n`).toMatchFileSnapshot(new URL(`${name}.golden`, folder).pathname);
    });
  }
});
