import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { libraryPage } from './kernel-library.ts';

const root = join(import.meta.dirname, '..', '..');
const page = join(root, 'docs', 'kernel-library.md');

it('docs/kernel-library.md says what the comments in specs/kernel say (npm run docs)', () => {
  const text = libraryPage(join(root, 'specs', 'kernel'));
  if (process.env['THPS_DOCS'] === 'update') writeFileSync(page, text);
  expect(readFileSync(page, 'utf8')).toBe(text);
});
