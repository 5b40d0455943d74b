import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createService } from '../../src/service/service.ts';
import { applied, MAIN } from './support.ts';

/** A service whose formatter gives a certain text. */
function formatting(text: string, formatted: string) {
  const service = createService({
    read: () => undefined,
    libraries: [],
    libraryUri: () => undefined,
    format: () => Promise.resolve(formatted),
  });
  service.set(MAIN, 1, text);
  return service;
}

describe('formatting', () => {
  it('touches only the lines that change', async () => {
    const text = 'spec s;\nvar  x : bool = true;\nvar y : bool = true;\nvar  z : bool = true;\n';
    const edits = await formatting(text, text.replaceAll('var  ', 'var ')).format(MAIN);
    expect(edits.map((e) => e.range.start.line)).toEqual([1, 3]);
  });

  it('of a range leaves the other lines', async () => {
    const text = 'spec s;\nvar  x : bool = true;\nvar y : bool = true;\nvar  z : bool = true;\n';
    const line = { start: { line: 3, character: 2 }, end: { line: 3, character: 4 } };
    const edits = await formatting(text, text.replaceAll('var  ', 'var ')).format(MAIN, line);
    expect(applied(text, edits)).toBe(text.replace('var  z', 'var z'));
  });

  it('makes the formatted text of any text', async () => {
    const aText = fc.array(fc.constantFrom('a\n', 'b\n', '\n', 'c', '{\n'), { maxLength: 12 }).map((l) => l.join(''));
    await fc.assert(
      fc.asyncProperty(aText, aText, async (text, formatted) => {
        expect(applied(text, await formatting(text, formatted).format(MAIN))).toBe(formatted);
      }),
    );
  });

  it('changes nothing where there is no formatter', async () => {
    const service = createService({ read: () => undefined, libraries: [], libraryUri: () => undefined });
    service.set(MAIN, 1, 'spec  s;\n');
    expect(await service.format(MAIN)).toEqual([]);
  });
});
