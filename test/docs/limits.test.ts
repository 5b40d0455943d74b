import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MAX_SECONDS } from '../../lsp/server/supervisor.ts';
import { MAX_BYTES } from '../../src/driver/files.ts';
import { MAX_ENUMERATED } from '../../src/core/enumerate.ts';
import { explanations } from '../../src/diagnostics/explanations/index.ts';
import { MAX_NODES } from '../../src/ir/bodies/context.ts';
import { chainLimit, nestingLimit } from '../../src/parser/recovery.ts';
import { MAX_IMPORT_DEPTH } from '../../src/modules/modules.ts';
import { MAX_DEPTH, MAX_INSTANCES, MAX_MODULES, MAX_WORK } from '../../src/typecheck/names/limits.ts';
import { MAX_RUNS } from '../../src/typecheck/runs/plan.ts';
import { MAX_STEPS } from '../../src/typecheck/runs/scenarios.ts';
import { MAX_CAPACITY, MAX_KEYS, MAX_PARTS } from '../../src/typecheck/types/type-expressions.ts';

const text = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'language.md'), 'utf8');
const section = /^## Limits$[^]*?(?=^## )/m.exec(text)?.[0] ?? '';
const rows = [...section.matchAll(/^\| (.*) \| (\d+) \| (THPS\d{4}) \|$/gm)].map(([, what, most, code]) => ({
  what: what ?? '',
  most: Number(most),
  code: code ?? '',
}));

/** By how a row begins. */
const limits: Readonly<Record<string, number | bigint>> = {
  'bytes of a file': MAX_BYTES,
  'levels of nested blocks, expressions or types': nestingLimit,
  'operators in one expression': chainLimit,
  'imports that lead': MAX_IMPORT_DEPTH,
  'modules,': MAX_MODULES,
  'declarations that need each other': MAX_DEPTH,
  'values of a type': MAX_ENUMERATED,
  'keys of a map': MAX_KEYS,
  'elements of a sequence': MAX_CAPACITY,
  'parts of a value': MAX_PARTS,
  'runs of one check': MAX_RUNS,
  'steps of a scenario': MAX_STEPS,
  'calls, rounds of quantifiers': MAX_WORK,
  processes: MAX_INSTANCES,
  'actions,': MAX_INSTANCES,
  'statements of a body': MAX_NODES,
  'seconds that an editor waits': MAX_SECONDS,
};

describe('the table of limits', () => {
  it('has a row for each limit, and no other', () => {
    expect(rows.map(({ what }) => Object.keys(limits).find((begin) => what.startsWith(begin)))).toEqual(
      Object.keys(limits),
    );
  });

  it.each(Object.entries(limits))('has the right number for %s', (begin, most) => {
    expect(rows.find(({ what }) => what.startsWith(begin))?.most).toBe(Number(most));
  });

  it('names messages that there are', () => {
    expect(rows.filter(({ code }) => !Object.hasOwn(explanations, code))).toEqual([]);
  });
});
