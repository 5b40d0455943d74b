import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { thps, withFiles } from './run.ts';
import * as specs from './specs.ts';

const race = [
  'at first: counter = 0',
  '',
  'adder[0]                 adder[1]',
  '-----------------------  -----------------------',
  'let seen = counter -> 0',
  '                         let seen = counter -> 0',
  'counter = 1',
  '                         counter = 1',
  '',
  'invariant nothing_lost is violated',
  '',
  '(->: value read, returned or stored)',
];
const command = 'thps show ../specs/spec.thps --check lost --property nothing_lost';

/** What `thps doc` makes of a document beside a folder with a spec. */
async function filled(
  name: string,
  text: string,
  words: readonly string[] = [],
): Promise<{ readonly code: number; readonly text: string; readonly stderr: string; readonly stdout: string }> {
  const files = { 'specs/spec.thps': specs.countersExpected, [`docs/${name}`]: text };
  return withFiles(files, async (cwd) => {
    const { code, stderr, stdout } = await thps(['doc', `docs/${name}`, ...words], { cwd });
    return { code, stderr, stdout, text: readFileSync(join(cwd, 'docs', name), 'utf8') };
  });
}

const markdown = (content: readonly string[]): string =>
  ['# A page', '', `\`\`\`text ${command}`, ...content, '```', '', 'Text behind it.', ''].join('\n');

describe('thps doc of a document', () => {
  it.each(['page.md', 'page.txt'])('fills the fences of %s, and leaves the rest as it is', async (name) => {
    const { code, stdout, text } = await filled(name, markdown(['old']));
    expect([code, stdout]).toEqual([0, `docs/${name} is written\n`]);
    expect(text).toBe(markdown(race));
    expect((await filled(name, text)).stdout).toBe(`docs/${name} is up to date\n`);
  });

  it('keeps the indentation of a fence, and the ends of lines', async () => {
    const text = `- an item\r\n\r\n  ~~~text ${command}\r\n  ~~~\r\n`;
    expect((await filled('page.md', text)).text).toBe(
      [
        '- an item',
        '',
        `  ~~~text ${command}`,
        ...race.map((line) => (line === '' ? '' : `  ${line}`)),
        '  ~~~',
        '',
      ].join('\r\n'),
    );
  });

  it('fills literal blocks under a comment in reStructuredText', async () => {
    const page = (content: readonly string[]): string =>
      ['Title', '=====', '', `.. ${command}`, '', '.. code-block:: text', '', ...content, '', 'More text.', ''].join(
        '\n',
      );
    const drawn = race.map((line) => (line === '' ? '' : `   ${line}`));
    const { code, text } = await filled('page.rst', page(['   old', '', '   lines']));
    expect([code, text]).toEqual([0, page(drawn)]);
    expect((await filled('page.rst', text)).stdout).toBe('docs/page.rst is up to date\n');
    const empty = `.. ${command}\n\n::\n\nMore.\n`;
    expect((await filled('page.rst', empty)).text).toBe(
      [`.. ${command}`, '', '::', '', ...drawn, '', 'More.', ''].join('\n'),
    );
  });

  it('says with --check what is out of date, and writes nothing', async () => {
    const { code, text, stderr } = await filled('page.md', markdown(['old']), ['--check']);
    expect(code).toBe(22);
    expect(text).toBe(markdown(['old']));
    expect(stderr).toContain(`line 4 should be 'at first: counter = 0', not 'old'`);
    expect((await filled('page.md', markdown(race), ['--check'])).code).toBe(0);
  });

  it('draws every form, as the options say', async () => {
    const text = `\`\`\`mermaid ${command} --as mermaid --processes 'adder[0]'\n\`\`\`\n`;
    const { text: drawn } = await filled('page.md', text);
    expect(drawn).toContain('sequenceDiagram\n  participant p0 as adder[0]\n');
    expect(drawn).not.toContain('participant p1');
    expect(drawn).toContain('not shown: adder[1]');
  });

  it('leaves examples of blocks alone, and documents without any', async () => {
    const text = `\`\`\`\`md\n\`\`\`text ${command}\n\`\`\`\n\`\`\`\`\n`;
    expect(await filled('page.md', text)).toMatchObject({ code: 0, text, stdout: 'docs/page.md is up to date\n' });
  });

  it.each([
    ['```text thps show\n```\n', 'missing required argument'],
    ['```text thps show ../specs/spec.thps --as picture\n```\n', "argument 'picture' is invalid"],
    ['```text thps show ../specs/spec.thps --check lots\n```\n', 'THPS0011'],
    ['```text thps show ../specs/none.thps\n```\n', 'THPS0001'],
    [
      '```text thps show ../specs/spec.thps --check lost --property within_limit\n```\n',
      "nothing about 'within_limit'",
    ],
    ['```text thps show ../specs/spec.thps --check lost\n', 'nothing ends the block'],
    ['```text thps show ../specs/spec.thps --check lost --as markdown\n```\n', 'it needs a longer fence'],
    ['.. thps show ../specs/spec.thps --check lost\n\nText\n', 'THPS0056'],
  ])('leaves a document unchanged whose block cannot be filled: %s', async (text, message) => {
    const { code, text: after, stderr } = await filled('page.md', text);
    expect(code).not.toBe(0);
    expect(after).toBe(text);
    expect(stderr).toContain(message);
  });
});
