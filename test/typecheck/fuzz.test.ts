import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from '../../src/parser/parse.ts';
import { walk } from '../../src/syntax/visit.ts';
import { makeSource, type Span } from '../../src/text/source.ts';
import { checkSpec, inProcess } from './support.ts';

const root = resolve(import.meta.dirname, '../..');

function specsIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return specsIn(path);
    return entry.name.endsWith('.thps') ? [readFileSync(path, 'utf8')] : [];
  });
}

const specs = specsIn(join(root, 'specs')).filter((text) => text.length < 20_000);
const words = [
  ...new Set(specs.flatMap((text) => text.match(/[A-Za-z_]\w*|\d+|\/\/.*|[=!<>~|&+\-*/%.]+|[^\s\w]/g) ?? [])),
].filter((word) => !word.startsWith('//'));

/** Checks a text and looks at the places of all its messages. */
function survives(text: string): void {
  const { diagnostics } = checkSpec(text);
  for (const d of diagnostics)
    for (const label of [...(d.primary ? [d.primary] : []), ...d.secondary]) {
      const { source, span } = label.location;
      expect(span.start).toBeGreaterThanOrEqual(0);
      expect(span.end).toBeGreaterThanOrEqual(span.start);
      expect(span.end).toBeLessThanOrEqual(source.text.length);
    }
}

/** Spans of whole parts of a spec: exchanging them keeps the syntax mostly right. */
function partsOf(text: string): readonly Span[] {
  const spans: Span[] = [];
  walk(parse(makeSource('spec.thps', text)).tree, (node) => {
    if (node.span.end > node.span.start && node.span.end - node.span.start < 200) spans.push(node.span);
    return true;
  });
  return spans;
}

const bodies = [
  ...specs,
  ...readdirSync(join(root, 'test/golden/typecheck')).flatMap((name) =>
    readFileSync(join(root, 'test/golden/typecheck', name), 'utf8')
      .split(/^=== .*$/m)
      .map((part) => (part.split('--- ')[0] ?? '').trim())
      .map((source) => (source.startsWith('...') ? inProcess(source.slice(3)) : source)),
  ),
].filter((text) => text !== '');
const pieces = bodies.map((text) => ({ text, spans: partsOf(text) })).filter(({ spans }) => spans.length > 0);
const pool = pieces.flatMap(({ text, spans }) => spans.map(({ start, end }) => text.slice(start, end)));

describe('the checker never throws', () => {
  it('at specs with parts exchanged', () => {
    const edit = fc.record({
      piece: fc.constantFrom(...pieces),
      edits: fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 3 }),
    });
    fc.assert(
      fc.property(edit, ({ piece, edits }) => {
        let { text } = piece;
        // From the back, so that the spans before stay right.
        const chosen = edits
          .map(([at, from]) => ({ span: piece.spans[at % piece.spans.length], word: pool[from % pool.length] }))
          .sort((a, b) => (b.span?.start ?? 0) - (a.span?.start ?? 0));
        for (const { span, word } of chosen)
          if (span && span.end <= text.length)
            text = `${text.slice(0, span.start)}${word ?? ''}${text.slice(span.end)}`;
        survives(text);
      }),
      { numRuns: 600 },
    );
  });

  it('at any sequence of words', () => {
    const soup = fc.array(fc.constantFrom(...words), { maxLength: 60 }).map((ws) => ws.join(' '));
    fc.assert(
      fc.property(soup, (text) => survives(`spec s;\n${text}`)),
      { numRuns: 300 },
    );
  });

  it('at any sequence of words in a body', () => {
    const soup = fc.array(fc.constantFrom(...words, 'x', 'b', 'slot', 'page', 'm', 'set', 'queue', 'owner', 'g'), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(soup, (ws) => survives(inProcess(ws.join(' ')))),
      { numRuns: 300 },
    );
  });

  it('at specs with words exchanged, left out or doubled', () => {
    const edit = fc.record({
      spec: fc.constantFrom(...specs),
      edits: fc.array(fc.tuple(fc.nat(), fc.constantFrom('exchange', 'delete', 'double'), fc.constantFrom(...words)), {
        minLength: 1,
        maxLength: 3,
      }),
    });
    fc.assert(
      fc.property(edit, ({ spec, edits }) => {
        const parts = spec.split(/(\s+|\b)/);
        for (const [at, kind, word] of edits) {
          const i = at % parts.length;
          if (kind === 'exchange') parts[i] = word;
          else if (kind === 'delete') parts.splice(i, 1);
          else parts.splice(i, 0, parts[i] ?? '', ' ');
        }
        survives(parts.join(''));
      }),
      { numRuns: 250 },
    );
  });
});
