import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { thps } from '../cli/run.ts';

const root = resolve(import.meta.dirname, '../..');
const pages = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith('.md'),
);

describe('the documentation', () => {
  it('shows in its blocks what comes out; `npm run docs` fills them', async () => {
    expect(pages.some((page) => /^```\w+ thps show/m.test(readFileSync(join(root, page), 'utf8')))).toBe(true);
    const { code, stderr } = await thps(['doc', '--check', ...pages], { cwd: root });
    expect([code, stderr]).toEqual([0, '']);
  });
});
