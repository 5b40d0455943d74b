import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Range } from '../../src/service/data.ts';
import type { Service } from '../../src/service/service.ts';
import { toPosition } from '../../src/service/positions.ts';
import { makeSource } from '../../src/text/source.ts';
import { MAIN, serviceFor } from './support.ts';

const root = resolve(import.meta.dirname, '../../specs');
const texts = ['tutorial', 'litmus', 'kernel'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.thps'))
    .map((name) => readFileSync(join(root, folder, name), 'utf8')),
);

/** Asks everything about a text at one place; the ranges of what comes back. */
function askEverything(service: Service, text: string, offset: number): readonly Range[] {
  service.set(MAIN, 1, text);
  const source = makeSource(MAIN, text);
  const at = toPosition(source, offset);
  const whole = { start: { line: 0, character: 0 }, end: toPosition(source, text.length) };
  const all = service.allDiagnostics(MAIN);
  while (!all.next().done);
  service.signatureHelp(MAIN, at);
  service.prepareRename(MAIN, at);
  service.rename(MAIN, at, 'something_else');
  service.workspaceSymbols('a');
  service.incomingCalls(MAIN, at);
  service.outgoingCalls(MAIN, at);
  service.codeLenses(MAIN, []);
  service.typeDefinition(MAIN, at);
  const definition = service.definition(MAIN, at);
  return [
    ...service.diagnostics(MAIN).map((d) => d.range),
    ...service.codeActions(MAIN, whole).flatMap((a) => (a.edit[MAIN] ?? []).map((e) => e.range)),
    ...[service.hover(MAIN, at)].flatMap((h) => (h ? [h.range] : [])),
    ...service.completion(MAIN, at).map((c) => c.range),
    ...(definition?.uri === MAIN ? [definition.range] : []),
    ...service.references(MAIN, at, { includeDeclaration: true }).flatMap((p) => (p.uri === MAIN ? [p.range] : [])),
    ...service.highlights(MAIN, at).map((h) => h.range),
    ...service.documentSymbols(MAIN).flatMap((s) => [s.range, s.selectionRange]),
    ...(service.selectionRanges(MAIN, [at])[0] ?? []),
    ...service.semanticTokens(MAIN).map((t) => t.range),
    ...service.inlayHints(MAIN, whole).map((h) => ({ start: h.position, end: h.position })),
    ...service.links(MAIN).map((l) => l.range),
    ...service.foldingRanges(MAIN).map((f) => ({
      start: { line: f.startLine, character: 0 },
      end: { line: f.endLine, character: 0 },
    })),
  ];
}

function expectInside(ranges: readonly Range[], text: string): void {
  const end = toPosition(makeSource(MAIN, text), text.length);
  for (const range of ranges) {
    expect(range.start.line).toBeGreaterThanOrEqual(0);
    const isOrdered =
      range.start.line < range.end.line ||
      (range.start.line === range.end.line && range.start.character <= range.end.character);
    const isInside = range.end.line < end.line || (range.end.line === end.line && range.end.character <= end.character);
    expect({ range, isOrdered, isInside }).toEqual({ range, isOrdered: true, isInside: true });
  }
}

const aText = fc.constantFrom(...texts);
const aShare = fc.double({ min: 0, max: 1, noNaN: true });

describe('no feature fails', () => {
  it('on any beginning of a spec, at any place in it', () => {
    fc.assert(
      fc.property(aText, aShare, aShare, (text, length, place) => {
        const prefix = text.slice(0, Math.round(length * text.length));
        const offset = Math.round(place * prefix.length);
        expectInside(askEverything(serviceFor(), prefix, offset), prefix);
      }),
      { numRuns: 60 },
    );
  });

  it('where something was cut out or put in', () => {
    const junk = fc.constantFrom(
      '',
      '{',
      '}',
      ';',
      '(',
      '.',
      ' at ',
      "'",
      '"',
      '/*',
      '///',
      'process ',
      '[',
      '\r',
      '😀',
    );
    fc.assert(
      fc.property(aText, aShare, fc.nat(40), junk, (text, place, cut, put) => {
        const at = Math.round(place * text.length);
        const edited = text.slice(0, at) + put + text.slice(at + cut);
        expectInside(askEverything(serviceFor(), edited, Math.min(at + put.length, edited.length)), edited);
      }),
      { numRuns: 60 },
    );
  });

  it('on the empty text and on positions outside of a text', () => {
    const service = serviceFor();
    expectInside(askEverything(service, '', 0), '');
    service.set(MAIN, 2, 'spec s;\n');
    expect(service.hover(MAIN, { line: 99, character: 99 })).toBeUndefined();
    expect(service.hover('file:///w/none.thps', { line: 0, character: 0 })).toBeUndefined();
  });
});
