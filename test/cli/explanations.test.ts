import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { explorationExplanations } from '../../src/diagnostics/explanations/exploration.ts';
import { explanations } from '../../src/diagnostics/explanations/index.ts';
import { thps, withFiles } from './run.ts';

const root = resolve(import.meta.dirname, '../..');

/** Every code that a constructor in src/diagnostics makes. */
function constructedCodes(): readonly string[] {
  const folder = join(root, 'src', 'diagnostics');
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  const codes = files.flatMap((name) => readFileSync(join(folder, name), 'utf8').match(/'THPS\d{4}'/g) ?? []);
  return [...new Set(codes.map((code) => code.slice(1, -1)))].sort();
}

/** All golden files and tests, where every code has to appear. */
function testTexts(folder: string): string {
  return readdirSync(folder, { withFileTypes: true })
    .map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? testTexts(path) : readFileSync(path, 'utf8');
    })
    .join('\n');
}

describe('the code of a message', () => {
  const codes = constructedCodes();

  it('exists', () => expect(codes.length).toBeGreaterThan(20));

  it('has a page', () => {
    expect(codes.filter((code) => explanations[code] === undefined)).toEqual([]);
  });

  it('has a page only if it exists', () => {
    expect(Object.keys(explanations).filter((code) => !codes.includes(code))).toEqual([]);
  });

  it('appears in a golden file', () => {
    const texts = testTexts(join(root, 'test', 'golden'));
    expect(codes.filter((code) => !texts.includes(code))).toEqual([]);
  });

  it.each(Object.entries(explanations))('%s has a title, a text and two different examples', (_code, page) => {
    expect(page.title).toMatch(/^\S.*[^.]$/);
    expect(page.text.trim()).not.toBe('');
    // Where no short example is possible there is none.
    if (page.wrong !== '') expect(page.wrong.trim()).not.toBe(page.right.trim());
  });
});

describe('the examples of what an exploration finds', () => {
  const output = (text: string): Promise<string> =>
    withFiles({ 'spec.thps': text }, async (cwd) => {
      const { stdout, stderr } = await thps(['check', 'spec.thps'], { cwd });
      return stdout + stderr;
    });

  it.each(Object.entries(explorationExplanations))('%s are what they say', async (code, { wrong, right }) => {
    expect(await output(wrong)).toContain(code);
    expect(await output(right)).not.toMatch(/THPS\d+/);
  });
});
