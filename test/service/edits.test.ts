import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answers, edits, freshAnswers, positionOf } from '../../bench/edits.ts';
import { createService, type ServiceHost } from '../../src/service/service.ts';

const specs = resolve(import.meta.dirname, '../../specs');
const libraries = ['kernel.barrier', 'kernel.lock', 'kernel.page'];
const host: ServiceHost = {
  read: (uri) => readFileSync(`${specs}/${uri.replace('library:', '').replaceAll('.', '/')}.thps`, 'utf8'),
  libraries,
  libraryUri: (name) => (libraries.includes(name) ? `library:${name}` : undefined),
};

describe('a service that has seen many edits', () => {
  it.each(['tutorial/04-the-last-reference', 'litmus/kernel-lock', 'get_compound_page'])(
    'answers about %s as one that knows only the last text',
    (name) => {
      const original = readFileSync(`${specs}/${name}.thps`, 'utf8');
      const service = createService(host);
      let version = 0;
      for (const edited of edits(original, 42)) {
        if (++version > 60) break;
        service.set('file:///w/s.thps', version, edited.text);
        const seen = answers(service, 'file:///w/s.thps', positionOf(edited));
        expect(seen).toEqual(freshAnswers(host, 'file:///w/s.thps', edited));
      }
    },
  );
});
