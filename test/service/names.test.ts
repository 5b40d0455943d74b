import { describe, expect, it } from 'vitest';
import { createService } from '../../src/service/service.ts';
import { applied, MAIN, open } from './support.ts';

const spec = `spec s;
import "./l.thps" as l;
enum Color { red, green }
struct Cell { color: Color; n: 0..3; }
var cell : Cell = Cell { color: red, n: 0 };
proc paint(ref c: Cell, with_color: Color) {
first:
  c.color = with_color;
}
process p[i: 0..1] {
  let now = cell.color;
again:
  match now { red => { paint(cell, green); } green => {} }
  cell.n = l.one;
  goto again;
}
invariant small = forall i in 0..1: p[i] at again => cell.n < 3;
transition t during p.again, paint = cell.n' == cell.n;
check c without p.again expect violates small;
scenario twice { p[1].again; next p[0].paint.first before p; }
`;
const files = { 'l.thps': 'library l;\n/// Just one.\nconst one : 0..3 = 1;\n' };

/** The declaration of what the first occurrence of a text in the spec, behind `after`, stands for. */
function definitionOf(name: string, after: string): string | undefined {
  const opened = open(spec, files);
  const offset = spec.indexOf(name, spec.indexOf(after));
  const before = spec.slice(0, offset).split('\n');
  const place = opened.service.definition(MAIN, { line: before.length - 1, character: before.at(-1)!.length });
  if (place === undefined) return undefined;
  if (place.uri !== MAIN) return `${place.uri.replace(/.*\//, '')}:${place.range.start.line + 1}`;
  return `${opened.textAt(place.range)}:${place.range.start.line + 1}`;
}

describe('definition', () => {
  it.each([
    ['cell', 'let now', 'cell:5'],
    ['color', 'let now = cell', 'color:4'],
    ['now', 'match', 'now:11'],
    ['red', 'match now', 'red:3'],
    ['green', 'paint(cell', 'green:3'],
    ['paint', 'red => {', 'paint:6'],
    ['one', 'l.one', 'l.thps:3'],
    ['l.', '= l.one', 'l:2'],
    ['again', 'goto', 'again:12'],
    ['again', 'p[i] at', 'again:12'],
    ['i]', 'forall i', 'i:17'],
    ['p.again', 'during', 'p:10'],
    ['again', 'during p', 'again:12'],
    ['paint', 'during', 'paint:6'],
    ['again', 'without', 'again:12'],
    ['small', 'violates', 'small:17'],
    ['again', 'twice', 'again:12'],
    ['first', 'next', 'first:7'],
    ['p;', 'before p', 'p:10'],
    ['Color', 'with_color', 'Color:3'],
    ['n:', 'Cell {', 'n:4'],
    ['"./l.thps"', 'import', 'l.thps:1'],
  ])('of %s behind %s is %s', (name, after, expected) => {
    expect(definitionOf(name, after)).toBe(expected);
  });

  it('is found in a declaration that has an error', () => {
    const { service, uri, at, textAt } = open(
      'spec s;\nvar x : 0..3 = 0;\nprocess p {\n  let y = 1;\n  x = nothing;\n  x = <|>y;\n',
    );
    expect(textAt(service.definition(uri, at)!.range)).toBe('y');
  });

  it('of a type is where the type is declared', () => {
    const { service, uri, at, textAt } = open(spec.replace('let now = cell', 'let now = <|>cell'), files);
    expect(textAt(service.typeDefinition(uri, at)!.range)).toBe('Cell');
  });
});

describe('references', () => {
  it('are found in all files, those of the library too', () => {
    const { service, uri, at } = open(spec.replace('l.one', 'l.on<|>e'), {
      ...files,
      'other.thps': 'spec other;\nimport "./l.thps";\nvar x : 0..3 = one;\nprocess p { x = one; }\n',
    });
    const found = service
      .references(uri, at, { includeDeclaration: true })
      .map((p) => `${p.uri.replace('file:///w/', '')}:${p.range.start.line + 1}`);
    expect(found.sort()).toEqual(['l.thps:3', 'main.thps:14', 'other.thps:3', 'other.thps:4']);
    expect(service.references(uri, at, { includeDeclaration: false })).toHaveLength(3);
  });

  it('are highlighted as read or written', () => {
    const { service, uri, at } = open(spec.replace('var cell', 'var ce<|>ll'), files);
    const kinds = service.highlights(uri, at).map((h) => `${h.range.start.line + 1} ${h.kind}`);
    expect(kinds).toEqual(['5 write', '11 read', '13 read', '14 write', '17 read', '18 read', '18 read']);
  });
});

function renamed(marked: string, name: string, more: Readonly<Record<string, string>> = files): string {
  const { service, uri, at, text } = open(marked, more);
  const result = service.rename(uri, at, name);
  if ('refused' in result) return `refused: ${result.refused}`;
  service.set(uri, 2, applied(text, result.edit[uri]));
  expect(service.diagnostics(uri)).toEqual([]);
  return applied(text, result.edit[uri]);
}

describe('rename', () => {
  it.each([
    ['a variable', 'var ce<|>ll', 'slot', /\bcell\b/],
    ['a field', 'struct Cell { co<|>lor', 'colour', /\bcolor\b/],
    ['a member', 'enum Color { r<|>ed', 'blue', /\bred\b/],
    ['a label', 'a<|>gain:', 'retry', /\bagain\b/],
    ['a property', 'invariant sm<|>all', 'tiny', /\bsmall\b/],
    ['a parameter', 'ref <|>c: Cell', 'page', /\bc\b(?! without)/],
    ['a local', 'let n<|>ow', 'current', /\bnow\b/],
    ['a type', 'struct Ce<|>ll', 'Slot', /\bCell\b/],
    ['a prefix', 'as <|>l', 'lib', /\bl\b(?!\.thps)/],
  ])('changes %s everywhere', (_, mark, name, old) => {
    const text = renamed(spec.replace(mark.replace('<|>', ''), mark), name);
    expect(text).toContain(name);
    expect(text).not.toMatch(old);
  });

  it('changes other files', () => {
    const { service, uri, at } = open(spec.replace('l.one', 'l.on<|>e'), files);
    const result = service.rename(uri, at, 'first_one');
    expect(result).toMatchObject({ edit: { 'file:///w/l.thps': [{ newText: 'first_one' }] } });
  });

  it.each([
    ['another declaration', 'var ce<|>ll', 'paint', "there is 'paint' already, in line 6 of main.thps"],
    ['a local in scope', 'var ce<|>ll', 'now', "there is a local 'now' already, in line 11 of main.thps"],
    ['a word', 'var ce<|>ll', 'await', "'await' is a word of the language"],
    ['no name', 'var ce<|>ll', '1st', "'1st' is not a name"],
    ['another field', 'struct Cell { co<|>lor', 'n', "'Cell' has a field 'n' already, in line 4 of main.thps"],
    ['a declaration, for a local', 'let n<|>ow', 'cell', "there is 'cell' already, in line 5 of main.thps"],
  ])('is refused for %s', (_, mark, name, reason) => {
    expect(renamed(spec.replace(mark.replace('<|>', ''), mark), name)).toBe(`refused: ${reason}`);
  });

  it('is refused for names of bundled modules and of the language', () => {
    const { service, uri, marks } = open(
      'spec s;\nimport kernel.lock;\nvar l : Pro<|>cess? = none;\nprocess p { spin<|>_lock(l); }\n',
    );
    expect(service.prepareRename(uri, marks[0]!)).toEqual({ refused: "'Process' belongs to the language" });
    expect(service.prepareRename(uri, marks[1]!)).toEqual({
      refused: "'spin_lock' belongs to a bundled module, which cannot be changed",
    });
  });

  it('is refused where a file that is not in the workspace would have to be changed', () => {
    const outside = 'file:///outside/lib.thps';
    const text = 'library lib;\nproc f(ref x: bool) { x = true; }\n';
    const inside = 'spec s;\nimport "../outside/lib.thps";\nvar v : bool = false;\nprocess p { f(v); }\n';
    const service = createService({
      read: (uri) => (uri === outside ? text : undefined),
      libraries: [],
      libraryUri: () => undefined,
      files: () => [MAIN],
    });
    service.set(MAIN, 1, inside);
    const at = { line: 3, character: 12 };
    const refused = "'f' is declared in lib.thps, which is not in this workspace";
    expect(service.prepareRename(MAIN, at)).toEqual({ refused });
    expect(service.rename(MAIN, at, 'g')).toEqual({ refused });
    // Whoever has it open may.
    service.set(outside, 1, text);
    expect(service.rename(MAIN, at, 'g')).toHaveProperty('edit');
    // A name of this file can be renamed all the same.
    expect(service.rename(MAIN, { line: 2, character: 4 }, 'w')).toHaveProperty('edit');
  });

  it('is refused where a pattern would come to mean a member', () => {
    const text =
      'spec s;\nunion U { hole, small(0..3) }\nvar u : U = hole;\nprocess p { match u { hole => {} small(<|>i) => { u = small(i); } } }\n';
    expect(renamed(text, 'hole')).toMatch(/^refused: /);
  });
});
