import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { operators } from '../../grammar/operators.ts';
import { Reduction, softWords } from '../../src/parser/tokens.ts';
import { BUILT_IN, PREDECLARED } from '../../src/typecheck/names/lookup.ts';

/** docs/built-ins.md against the lists that parser and type checker work with. */

const page = readFileSync(join(import.meta.dirname, '../../docs/built-ins.md'), 'utf8');

/** The cells of all tables under a heading of the page. */
function rowsUnder(heading: string): readonly (readonly string[])[] {
  const [, text = ''] = page.split(`\n## ${heading}\n`);
  const lines = (text.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replaceAll('\\|', '|')),
  );
}

/** `size` of the cell `` `size(s)` `` */
const named = (heading: string): readonly string[] =>
  rowsUnder(heading).map(([cell = '']) => /^`(\w+)/.exec(cell)?.[1] ?? cell);

describe('the page of what is built in', () => {
  it('has every function, and no other', () => {
    expect(named('Functions').toSorted()).toEqual([...PREDECLARED, 'enabled'].toSorted());
  });

  it('has every quantifier and reduction, and no other', () => {
    const reductions = [...softWords].filter(([, type]) => type.CATEGORIES?.includes(Reduction)).map(([word]) => word);
    expect(named('Sets, quantifiers and reductions').toSorted()).toEqual(
      ['forall', 'exists', ...reductions].toSorted(),
    );
  });

  it('has every other name that no spec declares, and no other', () => {
    const others = [...BUILT_IN].filter((name) => name !== 'enabled');
    expect(named('Processes').toSorted()).toEqual([...others, 'self'].toSorted());
  });

  it('has every operator with what it does, from the loosest to the tightest', () => {
    const precedences = [...new Set(operators.map((o) => o.precedence))];
    expect(precedences).toEqual(precedences.toSorted((a, b) => a - b));
    const rows = precedences.map((precedence) => {
      const row = operators.filter((o) => o.precedence === precedence);
      const docs = row.map(({ text, doc }) => (row.length > 1 ? `\`${text}\` ${doc}` : doc));
      return [row.map(({ text }) => `\`${text}\``).join(' '), row[0]!.position, docs.join('<br>')];
    });
    expect(rowsUnder('Operators')).toEqual(rows);
  });
});
