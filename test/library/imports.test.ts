import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findSpecs } from '../../src/driver/files.ts';
import { thps } from '../cli/run.ts';

/** A name that is new in the library can clash with one of a spec that imports it. */

const root = join(import.meta.dirname, '..', '..');
const { files } = findSpecs(['specs'], root);

it.each(files.filter(({ name }) => !name.includes('kernel/')).map(({ name }) => name))('%s compiles', async (name) => {
  const { code, stderr } = await thps(['ir', name], { cwd: root });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});
