import { weaken } from '../../src/ir/memory/weaken.ts';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { lower } from '../../src/ir/lower.ts';
import { loadModules, type ModuleReader } from '../../src/modules/modules.ts';
import { makeSource } from '../../src/text/source.ts';
import { planRuns } from '../../src/typecheck/runs/plan.ts';
import { typecheck } from '../../src/typecheck/typecheck.ts';

/** Whatever the text: messages that point into it, never a crash and never a hang. */

const specs = join(import.meta.dirname, '..', '..', 'specs');

function textsIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return textsIn(join(folder, entry.name));
    return entry.name.endsWith('.thps') ? [readFileSync(join(folder, entry.name), 'utf8')] : [];
  });
}

const texts = textsIn(specs);

const readLibrary: ModuleReader = (request) => {
  if (request.kind === 'file') return undefined;
  const file = join(specs, ...request.name.split('.'));
  try {
    return { source: makeSource(request.name, readFileSync(`${file}.thps`, 'utf8')), id: request.name };
  } catch {
    return undefined;
  }
};

/** Everything short of exploring, for one run at most: what an editor does with every keystroke. */
function analyse(text: string): readonly Diagnostic[] {
  const { modules, diagnostics } = loadModules(makeSource('fuzz.thps', text), readLibrary);
  inside(diagnostics);
  const plan = planRuns(modules, []);
  inside(plan.diagnostics);
  const [request] = plan.requests;
  if (!request) return diagnostics;
  const checked = typecheck(modules, request);
  inside(checked.diagnostics);
  const all = [...diagnostics, ...plan.diagnostics, ...checked.diagnostics];
  if (all.some((d) => d.severity === 'error')) return all;
  const lowered = lower(checked.program, checked.run, weaken).diagnostics;
  inside(lowered);
  return [...all, ...lowered];
}

function isFine(text: string): void {
  expect(analyse(text).filter((d) => d.severity === 'error')).toEqual([]);
}

function inside(diagnostics: readonly Diagnostic[]): void {
  for (const { code, message, primary, secondary } of diagnostics) {
    expect(code).toMatch(/^THPS\d{4}$/);
    expect(message).not.toBe('');
    for (const { location } of [...(primary ? [primary] : []), ...secondary]) {
      expect(location.span.start).toBeGreaterThanOrEqual(0);
      expect(location.span.end).toBeLessThanOrEqual(location.source.text.length);
      expect(location.span.start).toBeLessThanOrEqual(location.span.end);
    }
  }
}

/** Nesting beyond the limit is refused with the message that says so, and with nothing else. */
function refusedAtMost(text: string): void {
  const codes = analyse(text)
    .filter((d) => d.severity === 'error')
    .map((d) => d.code);
  expect(codes.filter((code) => code !== 'THPS1020')).toEqual([]);
}

const WORDS =
  'spec library import as with const type enum struct union symmetric var ghost init fun proc action process ref when fair strong while daemon if invariant transition temporal reachable check expect violates holds without moving after only for in await assert else match loop break continue either or pick atomic return goto skip let none some self forall exists count sum min max choose at is always eventually ~> => <=> || && == != <= >= .. + - * / % ! \' [ ] ( ) { } , ; : . = -> += ++ | & \\ x y z T 0 1 4_294_967_296 "s" /// // /* */ true false bool set of seq Process done all_done'.split(
    ' ',
  );

const anySpec = fc.constantFrom(...texts);

describe('any text', () => {
  it('of characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void analyse(text)),
      { numRuns: 300 },
    );
  });

  it('of words of the language', () => {
    const soup = fc.array(fc.constantFrom(...WORDS), { maxLength: 80 }).map((words) => `spec s;\n${words.join(' ')}`);
    fc.assert(
      fc.property(soup, (text) => void analyse(text)),
      { numRuns: 400 },
    );
  });

  it('that is the beginning of a spec', () => {
    fc.assert(
      fc.property(anySpec, fc.double({ min: 0, max: 1, noNaN: true }), (text, part) => {
        analyse(text.slice(0, Math.floor(text.length * part)));
      }),
      { numRuns: 60 },
    );
  });

  it('that is a spec with one edit', () => {
    fc.assert(
      fc.property(
        anySpec,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat({ max: 12 }),
        fc.constantFrom('', ...WORDS),
        (text, part, removed, inserted) => {
          const at = Math.floor(text.length * part);
          analyse(`${text.slice(0, at)} ${inserted} ${text.slice(at + removed)}`);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('of ten thousand lines', () => {
    const lines = Array.from({ length: 10_000 }, (_, i) => `var v${i} : 0..3 = ${i % 4};`);
    isFine(`spec long;\n${lines.join('\n')}\n`);
    const statements = Array.from({ length: 10_000 }, (_, i) => `x = ${i % 4};`);
    isFine(`spec long;\nvar x : 0..3 = 0;\nprocess p { atomic { ${statements.join('\n')} } }\n`);
    isFine(`spec long;\nvar x : 0..3 = 0;\nprocess p { ${statements.join('\n')} }\n`);
  });

  it('with 200 levels of nesting', () => {
    const nest = (open: string, close: string, inner: string): string => open.repeat(200) + inner + close.repeat(200);
    refusedAtMost(`spec deep;\nvar x : bool = ${nest('(', ')', 'true')};\n`);
    refusedAtMost(`spec deep;\nvar x : bool = ${nest('!', '', 'true')};\n`);
    refusedAtMost(`spec deep;\nvar x : bool = false;\nprocess p ${nest('{', '}', 'x = true;')}\n`);
    refusedAtMost(`spec deep;\nvar x : bool = false;\nprocess p { ${nest('if x { ', ' }', 'x = true;')} }\n`);
    refusedAtMost(`spec deep;\nvar x : ${nest('set of ', '', 'bool')} = {};\n`);
    refusedAtMost(`spec deep;\nvar x : 0..300 = ${nest('1 + (', ')', '1')};\n`);
  });

  it('with far deeper nesting', () => {
    for (const [open, close] of [
      ['(', ')'],
      ['{', '}'],
      ['[', ']'],
      ['if x { ', '}'],
      ['!', ''],
      ['forall i in S: ', ''],
    ]) {
      analyse(`spec deep;\nvar x : bool = ${open!.repeat(20_000)}true${close!.repeat(20_000)};\n`);
      analyse(`spec deep;\nprocess p { ${open!.repeat(20_000)}${close!.repeat(20_000)} }\n`);
    }
  });
});
