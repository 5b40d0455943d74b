import { describe, expect, it } from 'vitest';
import { loadModules, type ModuleRequest } from '../../src/modules/modules.ts';
import { makeSource } from '../../src/text/source.ts';

function load(files: Readonly<Record<string, string>>, libraries: readonly string[] = []) {
  const asked: ModuleRequest[] = [];
  const result = loadModules(
    makeSource('entry.thps', files['entry.thps'] ?? ''),
    (request) => {
      asked.push(request);
      const name = request.kind === 'file' ? request.file : request.name;
      const text = files[name];
      return text === undefined ? undefined : { source: makeSource(name, text), id: name };
    },
    () => libraries,
  );
  return { ...result, asked, codes: result.diagnostics.map((d) => d.code) };
}

describe('loading modules', () => {
  it('gives each module after those that it imports, and each once', () => {
    const { modules, codes } = load({
      'entry.thps': 'spec s;\nimport "a";\nimport "b" as b;\nvar x : bool = false;\n',
      a: 'library a;\nimport "c";\n',
      b: 'library b;\nimport "c";\n',
      c: 'library c;\n',
    });
    expect(codes).toEqual([]);
    expect(modules.modules.map((m) => m.name)).toEqual(['c', 'a', 'b', 's']);
    expect(modules.entry.name).toBe('s');
    expect(modules.entry.imports.size).toBe(2);
  });

  it('asks for files relative to the importing text, and for libraries by their name', () => {
    const { asked } = load({ 'entry.thps': 'spec s;\nimport "./x.thps";\nimport kernel.page;\n' });
    expect(asked).toEqual([
      { kind: 'file', from: 'entry.thps', file: './x.thps' },
      { kind: 'library', name: 'kernel.page' },
    ]);
  });

  it('leaves out what cannot be loaded, and says so', () => {
    const { modules, codes } = load({ 'entry.thps': 'spec s;\nimport "./x.thps";\n' });
    expect(codes).toEqual(['THPS2051']);
    expect(modules.entry.imports.size).toBe(0);
    expect(modules.entry.incomplete).toBe(true);
  });

  it('suggests the library module that was meant', () => {
    const { diagnostics } = load({ 'entry.thps': 'spec s;\nimport kernel.pgae;\n' }, ['kernel.lock', 'kernel.page']);
    expect(diagnostics[0]?.message).toBe("there is no library module 'kernel.pgae': did you mean 'kernel.page'?");
    expect(diagnostics[0]?.fixes.length).toBe(1);
  });

  it('names the modules of a circle', () => {
    const { diagnostics } = load({
      'entry.thps': 'spec s;\nimport "a";\n',
      a: 'library a;\nimport "b";\n',
      b: 'library b;\nimport "c";\n',
      c: 'library c;\nimport "a";\n',
    });
    expect(diagnostics.map((d) => d.message)).toEqual(['imports form a cycle: a → b → c → a']);
  });

  it('stops at a depth that nobody needs', () => {
    const files: Record<string, string> = { 'entry.thps': 'spec s;\nimport "m1";\n' };
    for (let i = 1; i < 100; i++) files[`m${i}`] = `library m${i};\nimport "m${i + 1}";\n`;
    expect(load(files).codes).toEqual(['THPS2055']);
  });

  it('passes on the syntax errors of all modules', () => {
    const { diagnostics } = load({ 'entry.thps': 'spec s;\nimport "a";\nvar ;\n', a: 'library a;\nvar ;\n' });
    expect(new Set(diagnostics.map((d) => d.primary?.location.source.name))).toEqual(new Set(['a', 'entry.thps']));
  });
});
