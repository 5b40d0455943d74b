import { describe, expect, it } from 'vitest';
import { libraryFile, libraryModules } from '../../src/driver/files.ts';
import { kernelIdioms } from '../../src/diagnostics/kernel-idioms.ts';
import { parse } from '../../src/parser/parse.ts';
import { namesOf } from '../../src/modules/library-names.ts';
import { makeSource } from '../../src/text/source.ts';
import { readFileSync } from 'node:fs';
import { checkSpec } from './support.ts';

const modules = libraryModules().map((name) => {
  const file = libraryFile(name) ?? '';
  return { name, tree: parse(makeSource(name, readFileSync(file, 'utf8'))).tree };
});
const names = namesOf(modules);

function applied(
  text: string,
  edits: readonly { location: { span: { start: number; end: number } }; text: string }[],
): string {
  return edits.reduce((t, e) => t.slice(0, e.location.span.start) + e.text + t.slice(e.location.span.end), text);
}

describe('names of the bundled modules', () => {
  it('are those of all procedures, functions, types and constants in them', () => {
    expect(names.get('spin_lock')?.map((n) => n.module)).toEqual(['kernel.lock']);
    expect(names.get('get_page_unless_zero')?.map((n) => n.module)).toEqual(['kernel.page']);
    for (const { name, tree } of modules)
      for (const declaration of tree.declarations)
        if (declaration.kind === 'proc' || declaration.kind === 'fun')
          expect(names.get(declaration.name.name)?.map((n) => n.module)).toContain(name);
    expect(names.size).toBeGreaterThan(70);
  });

  it('are not those of types that the importer gives', () => {
    for (const name of ['Entry', 'Bit', 'Cpu']) expect(names.get(name)).toBeUndefined();
  });

  it.each([...names].filter(([, [first]]) => first?.kind === 'proc'))('say where %s is', (name, places) => {
    const text = `spec s;\nvar x : 0..1 = 0;\nprocess p { ${name}(x); }\n`;
    const { diagnostics } = checkSpec(text);
    expect(diagnostics.map(({ code }) => code)).toEqual(['THPS2001']);
    const [found] = diagnostics;
    for (const { module } of places) expect(found?.message).toContain(`'${module}'`);
    const whole = places.filter(({ types }) => types.length === 0);
    expect(found?.fixes.map(({ title }) => title)).toEqual(whole.map(({ module }) => `Import '${module}'`));
    // With the import the name is known.
    for (const fix of found?.fixes ?? [])
      expect(
        checkSpec(applied(text, fix.edits))
          .diagnostics.map((d) => d.message)
          .join(),
      ).not.toContain('unknown name');
  });
});

describe('idioms of kernel code', () => {
  it('are told only of names that no bundled module has', () => {
    for (const name of kernelIdioms.keys()) expect(names.has(name), name).toBe(false);
  });

  it.each([...kernelIdioms.keys()])('have a hint, and a fix that can be read: %s', (name) => {
    const spec = (body: string): string =>
      `spec s;\nvar b : bool = false;\nvar n : 0..3 = 0;\nvar m : 0..3 = 0;\nvar q : seq[3] of 0..3 = [];\nprocess p { ${body} }\n`;
    const texts = [spec(`${name}(n, m); skip;`), spec(`let r = ${name}(n, m);`), spec(`if ${name}(b, b) { skip; }`)];
    for (const text of texts) {
      const found = checkSpec(text).diagnostics.find((d) => d.code === 'THPS2002');
      expect(found?.hint).toBeTruthy();
      for (const fix of found?.fixes ?? []) {
        const { diagnostics } = checkSpec(applied(text, fix.edits));
        expect(diagnostics.filter((d) => d.code.startsWith('THPS1') || d.code.startsWith('THPS2'))).toEqual([]);
      }
    }
  });
});
