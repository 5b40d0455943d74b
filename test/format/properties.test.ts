import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isError } from '../../src/diagnostics/diagnostic.ts';
import { format, formatEdits } from '../../src/format/format.ts';
import { formatRange } from '../../src/format/range.ts';
import { lex } from '../../src/parser/lexer.ts';
import { parse } from '../../src/parser/parse.ts';
import { dump } from '../../src/syntax/dump.ts';
import { makeSource } from '../../src/text/source.ts';
import { randomSpec } from '../differential/random-spec.ts';
import { scattered, squeezed } from './scatter.ts';

const root = join(import.meta.dirname, '..', '..');

/** Every spec of the repository. */
const specs = ['specs', 'bench', 'test'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.thps'))
    .map((name) => join(folder, name)),
);

/** All that the grammar has, in texts without errors. */
const samples = ['tree-grammar', 'tree-language'].map((name) =>
  readFileSync(join(root, 'test', 'golden', 'parser', 'sources', `${name}.txt`), 'utf8'),
);

function formatted(text: string): string {
  const result = format(makeSource('example.thps', text));
  if ('problems' in result) throw new Error(result.problems.map((one) => one.message).join('\n'));
  return result.text;
}

/** The text after the edits that an editor is given. */
function edited(text: string): string {
  const result = formatEdits(makeSource('example.thps', text));
  if ('problems' in result) throw new Error('no edits');
  let after = text;
  for (const { span, text: replacement } of [...result.edits].reverse()) {
    after = after.slice(0, span.start) + replacement + after.slice(span.end);
  }
  return after.replaceAll('\r\n', '\n');
}

function isRight(text: string): boolean {
  return !parse(makeSource('example.thps', text)).diagnostics.some(isError);
}

/** What may not change: the tree, the tokens and the comments, whose lines may begin and end elsewhere. */
function contentOf(text: string): unknown {
  const source = makeSource('example.thps', text);
  const { tree, comments } = parse(source);
  const lines = (comment: string) => comment.split(/\r\n|\r|\n/).map((line) => line.trim());
  return {
    tree: dump(tree),
    tokens: lex(source).tokens.map((token) => token.image),
    comments: comments.map((comment) => lines(comment.text)),
  };
}

function check(text: string): void {
  const once = formatted(text);
  expect(contentOf(once)).toEqual(contentOf(text));
  expect(formatted(once)).toBe(once);
  expect(once).toMatch(/^\S[^]*[^\n]\n$/);
  expect(edited(text)).toBe(once);
  expect(once).not.toMatch(/[ \t\r]\n|\n\n\n/);
}

describe('formatting a range', () => {
  it.each([0, 1])('gives the edits of the whole text that touch it, in sample %d with any white space', (sample) => {
    const spec = samples[sample]!;
    // Declarations that are apart, so that there is something to leave out.
    const apart = spec.replaceAll(/\n(?=(?:var|const|fun|proc|process|invariant|check|import)\b)/g, '\n\n');
    const positions = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(300)), {
      minLength: 8,
      maxLength: 8,
    });
    fc.assert(
      fc.property(fc.oneof(fc.constant(apart), scattered(apart)), positions, (text, ranges) => {
        const source = makeSource('example.thps', text);
        const { tree, diagnostics } = parse(source);
        fc.pre(!diagnostics.some(isError));
        const whole = formatEdits(source);
        if ('problems' in whole) throw new Error('no edits');
        for (const [part, length] of ranges) {
          const start = Math.floor(part * text.length);
          const range = { start, end: start + length };
          const wanted = whole.edits.filter(({ span }) => span.end >= range.start && span.start <= range.end);
          expect(formatRange(source, tree, range)).toEqual({ edits: wanted });
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe('formatting changes white space only, and nothing the second time', () => {
  it('finds specs', () => {
    expect(specs.length).toBeGreaterThan(40);
    expect(samples.every(isRight)).toBe(true);
  });

  it.each(specs)('in %s', (name) => {
    check(readFileSync(join(root, name), 'utf8'));
  });

  it('in texts whose tokens stand in one line, or each in its own', () => {
    for (const name of specs) {
      const text = readFileSync(join(root, name), 'utf8');
      for (const other of [squeezed(text, ' '), squeezed(text, '\n')]) if (isRight(other)) check(other);
    }
  });

  it('in texts with comments and line breaks anywhere', () => {
    for (const sample of [...samples, ...specs.slice(0, 8).map((name) => readFileSync(join(root, name), 'utf8'))]) {
      fc.assert(
        fc.property(scattered(sample), (text) => {
          // A line break before `union` makes it the beginning of a declaration.
          fc.pre(isRight(text));
          check(text);
        }),
        { numRuns: 6 },
      );
    }
  });

  it('in random specs', () => {
    const spec = fc
      .gen()
      .map((g) => randomSpec((low, high) => g(fc.integer, { min: low, max: high })))
      .chain(scattered);
    fc.assert(
      fc.property(spec, (text) => {
        fc.pre(isRight(text));
        check(text);
      }),
      { numRuns: 40 },
    );
  });
});
