import { describe, expect, it } from 'vitest';
import { diagramOf } from '../../src/render/diagram.ts';
import { renderRace, type RaceOptions } from '../../src/render/trace-race.ts';
import { compileSpec, exploreRun } from '../support/compile.ts';
import { readLibrary } from '../support/library.ts';
import { traceDataOf } from '../../src/driver/trace-of.ts';
import type { TraceData } from '../../src/result/trace.ts';

const spec = `spec freeing;
import kernel.page with MAX_REFS = 3;
struct Page { refs: Refs; freed: bool; }
type Pfn = 0..1;
var pages : [Pfn -> Page] = [p in Pfn -> Page { refs: 1, freed: false }];
var other : 0..3 = 0;
var unused : 0..3 = 3;
process putter {
  /// The last reference goes: \`if (put_page_testzero(page))\` in mm/swap.c.
  put:
  if put_page_testzero(pages[1].refs) {
    /// free_page(page);
    free:
    pages[1].freed = true;
  }
}
process getter[i: 0..0] {
  /// refs = READ_ONCE(page->_refcount);
  /// Not the first line.
  read:
  let seen = pages[1].refs;
  await pages[1].freed;
  /// other = 1; other += page_count(page);
  twice:
  atomic { other = 1; other += seen; }
  assert !pages[1].freed;
}
check c;
`;

async function freeing(): Promise<TraceData> {
  const [compiled] = compileSpec(spec, readLibrary);
  const { system, model, exploration } = await exploreRun(compiled!);
  return traceDataOf(
    system,
    model,
    exploration.findings.find((f) => model.properties[f.property]?.kind === 'assert')!,
  );
}

const trace = await freeing();
const race = (options: RaceOptions = {}): readonly string[] => renderRace(trace, [], options).split('\n');
const textsOf = (options: RaceOptions): readonly string[] =>
  diagramOf(trace, options).rows.flatMap(({ lines }) => lines.map(({ text }) => text));

describe('a race', () => {
  it('begins with what the places held that it is about', () => {
    expect(diagramOf(trace).start).toEqual(['pages[1].refs = 1', 'pages[1].freed = false', 'other = 0']);
    expect(race()[0]).toBe('at first: pages[1].refs = 1, pages[1].freed = false, other = 0');
  });

  it('ends with how to read its signs, where it has them', () => {
    expect(race().at(-2)).toBe('(->: value read, returned or stored; / | \\: nothing runs in between)');
    expect(race({ processes: ['putter'] }).at(-2)).toBe('(->: value read, returned or stored)');
    expect(race({ legend: 'none' }).join('\n')).not.toContain('nothing runs in between');
  });

  it('has only the columns that are asked for, and says which it has not', () => {
    const shown = race({ processes: ['getter'] });
    expect(shown).toContain('getter[0]');
    expect(shown).toContain('not shown: putter');
    expect(race({ processes: ['getter[0]', 'putter'] }).join('\n')).not.toContain('not shown');
    expect(diagramOf(trace, { processes: ['putter'] }).columns).toEqual(['putter']);
    expect(renderRace(trace, ['what it shows'], { processes: ['nobody'] })).toBe(
      'not shown: putter, getter[0]\n\nwhat it shows\n',
    );
  });

  it('shows on request only what changes shared state, and what fails', () => {
    expect(textsOf({ detail: 'changes' })).toEqual([
      'put_page_testzero(pages[1].refs) -> true',
      'pages[1].freed = true',
      'other = 1',
      'other += 0 -> 1',
      'assert !pages[1].freed -> false (pages[1].freed = true)',
    ]);
    expect(textsOf({ detail: 'shared' })).toContain('let seen = pages[1].refs -> 0');
  });

  it('quotes C on request: what is in backticks, or else the first line of a comment', () => {
    expect(textsOf({ wording: 'quote' })).toEqual([
      'if (put_page_testzero(page))',
      'free_page(page);',
      'refs = READ_ONCE(page->_refcount); -> 0',
      'await pages[1].freed',
      'other = 1; other += page_count(page);',
      'assert !pages[1].freed -> false (pages[1].freed = true)',
    ]);
  });

  it('joins the lines of one step', () => {
    const marks = diagramOf(trace).rows.flatMap(({ lines }) => lines.map(({ mark }) => mark));
    expect(marks.filter((mark) => mark === 'first' || mark === 'last')).toEqual(['first', 'last']);
    expect(race().filter((line) => /^\s*[/\\] other/.test(line))).toHaveLength(2);
  });
});
