import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModuleReader } from '../../src/modules/modules.ts';
import { makeSource } from '../../src/text/source.ts';

const specs = join(import.meta.dirname, '..', '..', 'specs');

/** Reads modules of the library, and no files. */
export const readLibrary: ModuleReader = (request) => {
  if (request.kind === 'file') return undefined;
  const text = readFileSync(join(specs, ...request.name.split('.')).concat('.thps'), 'utf8');
  return { source: makeSource(request.name, text), id: request.name };
};
