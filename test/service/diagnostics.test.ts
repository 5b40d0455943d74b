import { describe, expect, it } from 'vitest';
import { applied, open } from './support.ts';

describe('diagnostics', () => {
  it('point at the name that is wrong, and at the one that was meant', () => {
    const { service, uri, textAt } = open('spec s;\nvar mapcount : 0..3 = 0;\nprocess p { mapcont = 1; }\n');
    const [one, more] = service.diagnostics(uri);
    expect(more).toBeUndefined();
    expect(one?.code).toBe('THPS2001');
    expect(textAt(one!.range)).toBe('mapcont');
    expect(textAt(one!.related[0]!.range)).toBe('mapcount');
  });

  it('are mended by their fixes', () => {
    const { service, uri, text } = open('spec s;\nvar mapcount : 0..3 = 0;\nprocess p { mapcont = 1; }\n');
    const range = service.diagnostics(uri)[0]!.range;
    const [action] = service.codeActions(uri, range);
    expect(action?.title).toBe("Change to 'mapcount'");
    const fixed = applied(text, action?.edit[uri]);
    service.set(uri, 2, fixed);
    expect(service.diagnostics(uri)).toEqual([]);
  });

  it('offer no fix elsewhere', () => {
    const { service, uri, at } = open('<|>spec s;\nvar mapcount : 0..3 = 0;\nprocess p { mapcont = 1; }\n');
    expect(service.codeActions(uri, { start: at, end: at })).toEqual([]);
  });

  it('do not call names unknown whose declaration may be the broken one', () => {
    const { service, uri } = open('spec s;\nvar 3x : 0..3 = 0;\nprocess p { x = 1; }\n');
    expect(service.diagnostics(uri).map((d) => d.code.slice(0, 5))).toEqual(['THPS1']);
  });

  it('tell of an error in an imported file at the import', () => {
    const { service, uri, textAt } = open('spec s;\nimport "./l.thps";\nprocess p { skip; }\n', {
      'l.thps': 'library l;\nvar x : 0..3 = nothing;\n',
    });
    const [one] = service.diagnostics(uri);
    expect(textAt(one!.range)).toBe('"./l.thps"');
    expect(one?.message).toContain("unknown name 'nothing'");
    expect(one?.related[0]?.uri).toBe('file:///w/l.thps');
  });

  it('are one for an import, however many errors the imported file has', () => {
    const names = Array.from({ length: 16 }, (_, i) => `wibble${i}`);
    const { service, uri, textAt } = open('spec s;\nimport "./l.thps";\nprocess p { skip; }\n', {
      'l.thps': `library l;\n${names.map((name, i) => `var x${i} : 0..3 = ${name};\n`).join('')}`,
    });
    const [one, ...more] = service.diagnostics(uri);
    expect(more).toEqual([]);
    expect(textAt(one!.range)).toBe('"./l.thps"');
    expect(one?.message).toBe("16 errors in the imported file, the first: unknown name 'wibble0'");
    expect(one?.related).toHaveLength(16);
  });

  it('call names unknown whose declaration can be none of the broken ones', () => {
    const { service, uri } = open('spec s;\nvar 3x : 0..3 = 0;\nprocess p { x = 1; }\nprocess q { wibble(); }\n');
    expect(service.diagnostics(uri).map((d) => d.message)).toContain("unknown name 'wibble'");
  });

  it('follow changes of imported files', () => {
    const files: Record<string, string> = { 'l.thps': 'library l;\nvar y : 0..3 = 0;\n' };
    const { service, uri } = open('spec s;\nimport "./l.thps";\nprocess p { x = 1; }\n', files);
    expect(service.diagnostics(uri).map((d) => d.code)).toEqual(['THPS2001']);
    files['l.thps'] = 'library l;\nvar x : 0..3 = 0;\n';
    service.fileChanged('file:///w/l.thps');
    expect(service.diagnostics(uri)).toEqual([]);
    // What is typed in the other document counts before it is saved.
    service.set('file:///w/l.thps', 1, 'library l;\nvar z : 0..3 = 0;\n');
    expect(service.diagnostics(uri).map((d) => d.code)).toEqual(['THPS2001']);
  });

  it.each([
    ['enum E { a, b }\nenum F { b, c }\nvar x : bool = b == b;\nprocess p { skip; }', "Write 'E.b'", 'E.b == b'],
    ['var x : Process? = NULL;\nprocess p { skip; }', "Write 'none'", '= none;'],
    ['var x : boolean = true;\nprocess p { skip; }', "Write 'bool'", 'x : bool ='],
    ['var x : 0..3 = 0;\nprocess p { x++; }', "Write 'atomic'", '{ atomic x++; }'],
  ])('of %j have the fix %s', (body, title, expected) => {
    const { service, uri, text } = open(`spec s;\n${body}\n`);
    const all = service.allDiagnostics(uri);
    let result = all.next();
    while (!result.done) result = all.next();
    const fix = result.value.flatMap((d) => d.fixes).find((f) => f.title === title);
    expect(applied(text, fix?.edit[uri])).toContain(expected);
  });

  it('of all runs include those of later checks and of the steps', () => {
    const text =
      'spec s;\nconst N : 1..9 = 1;\nvar x : 0..3 = 0;\nassume N < 5;\nprocess p { x++; }\ncheck a;\ncheck b with N = 7;\n';
    const { service, uri } = open(text);
    expect(service.diagnostics(uri)).toEqual([]);
    const all = service.allDiagnostics(uri);
    let result = all.next();
    let steps = 0;
    while (!result.done) {
      result = all.next();
      steps++;
    }
    expect(steps).toBe(2);
    expect(result.value.map((d) => d.severity)).toEqual(['error', 'warning']);
  });
});
