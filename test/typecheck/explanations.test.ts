import { describe, expect, it } from 'vitest';
import type { Explanation } from '../../src/diagnostics/explanation.ts';
import { bodyExplanations } from '../../src/diagnostics/explanations/bodies.ts';
import { moduleExplanations } from '../../src/diagnostics/explanations/modules.ts';
import { nameExplanations } from '../../src/diagnostics/explanations/names.ts';
import { typeExplanations } from '../../src/diagnostics/explanations/types.ts';
import { codesOf } from './support.ts';

/** What the examples import. */
const files: Record<string, string> = {
  './library.thps': 'library flags;\nproc set_flag(ref flag: bool) { flag = true; }\n',
  './queue.thps': 'library queue;\ntype Item;\n',
  './spec.thps': 'spec other;\n',
  './circular.thps': 'library circular;\nimport "./circular.thps";\n',
  './unreadable.thps': 'unreadable',
};
for (let i = 1; i <= 40; i++) files[`./deep${i}.thps`] = `library deep${i};\nimport "./deep${i + 1}.thps";\n`;

const pages: readonly (readonly [string, Readonly<Record<string, Explanation>>])[] = [
  ['names', nameExplanations],
  ['modules', moduleExplanations],
  ['types', typeExplanations],
  ['bodies', bodyExplanations],
];

describe.each(pages)('the pages about %s', (_subject, explanations) => {
  // What stands on the command line is tested with the plans.
  const withExamples = Object.entries(explanations).filter(([, page]) => page.wrong !== '');

  it.each(withExamples)('%s: the wrong spec gets the code and no other', (code, { wrong }) => {
    expect(new Set(codesOf(wrong, files))).toEqual(new Set([code]));
  });

  it.each(withExamples)('%s: the right spec gets nothing', (_code, { right }) => {
    expect(codesOf(right, files)).toEqual([]);
  });
});
