import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dump } from '../../src/syntax/dump.ts';
import { parseText, showDiagnostic } from './support.ts';

/**
 * Each file of test/golden/parser/sources holds texts separated by `// ---- title` lines. Its golden file
 * shows every text, then its diagnostics and, for the files whose name begins with "tree", its tree.
 */
const folder = new URL('../golden/parser/', import.meta.url);

function casesOf(text: string): readonly { title: string; text: string }[] {
  return text
    .split(/^\/\/ ---- /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n');
      return { title: part.slice(0, end), text: part.slice(end + 1).replace(/\n+$/, '\n') };
    });
}

describe('golden files of the parser', () => {
  for (const file of readdirSync(new URL('sources/', folder)).sort()) {
    const name = basename(file, '.txt');
    it(name.replaceAll('-', ' '), async () => {
      const source = readFileSync(new URL(`sources/${file}`, folder), 'utf8');
      const shown = casesOf(source).map(({ title, text }) => {
        const whole = /^(spec|library|\/\*!)/m.test(text) || title.includes('header') ? text : `spec example;\n${text}`;
        const { tree, diagnostics } = parseText(whole);
        const messages = diagnostics.map(showDiagnostic).join('\n\n') || 'no diagnostics';
        const parts = [`== ${title}\n\n${text}`, messages];
        if (name.startsWith('tree')) parts.push(dump(tree).trimEnd());
        return parts.join('\n-- \n').replaceAll('-- \n', '--\n');
      });
      await expect(`${shown.join('\n\n')}\n`).toMatchFileSnapshot(new URL(`${name}.golden`, folder).pathname);
    });
  }
});
