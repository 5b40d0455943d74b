import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** docs/llms.txt lists the pages for programs that read them (llmstxt.org). `npm run docs` writes it. */
const docs = join(import.meta.dirname, '..', '..', 'docs');
const file = join(docs, 'llms.txt');

/** The heading of a page, and the first sentence under it. */
function entryOf(name: string): string {
  const text = readFileSync(join(docs, name), 'utf8').replace(/^<!--[^]*?-->\s*/gm, '');
  const title = /^# (.*)$/m.exec(text)?.[1] ?? '';
  const paragraph = /^# .*\n\s*\n([^]*?)\n\s*\n/m.exec(text)?.[1] ?? '';
  const plain = paragraph.replace(/\s+/g, ' ').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
  const sentence = /^.*?\.(?= |$)/.exec(plain)?.[0] ?? plain.replace(/:$/, '.');
  return `- [${title}](${name}): ${sentence}`;
}

function generated(): string {
  const pages = readdirSync(docs)
    .filter((name) => name.endsWith('.md'))
    .sort();
  const first = ['language.md', 'built-ins.md', 'semantics.md', 'checking.md'];
  const internal = ['architecture.md'];
  const rest = pages.filter((name) => !first.includes(name) && !internal.includes(name));
  const list = (names: readonly string[]): string => names.map((name) => `${entryOf(name)}\n`).join('');
  return `# thps

> A specification language and model checker for concurrent systems, above all of the Linux kernel: specs say what each process does, one shared access at a time, and what must never happen; \`thps check\` looks at every state that can be reached and prints the shortest run that goes wrong.

A spec is a \`.thps\` file. Read the language before you write one; \`thps check FILE\` checks it, \`thps explain CODE\` explains a message, \`thps format FILE\` lays it out. \`thps mcp\` offers the same to agents.

## The language

${list(first)}
## Using it

${list(rest)}
## Optional

${list(internal)}`;
}

it('docs/llms.txt lists every page, with what it is about', () => {
  const text = generated();
  if (process.env['THPS_DOCS'] === 'update') writeFileSync(file, text);
  expect(readFileSync(file, 'utf8')).toBe(text);
  for (const [, description = ''] of text.matchAll(/^- \[.*?\]\(.*?\): (.*)$/gm))
    expect(description.length).toBeGreaterThan(20);
});
