import { describe, expect, it } from 'vitest';
import { explanations } from '../../src/diagnostics/explanations/index.ts';
import { thps, withFiles } from './run.ts';

/** What the examples import. */
const modules = {
  'library.thps': 'library flags;\nproc set_flag(ref flag: bool) { flag = true; }\n',
  'page.thps': 'library page;\n',
  'queue.thps': 'library queue;\ntype Item;\n',
  'circular.thps': 'library circular;\nimport "./circular.thps";\n',
  'spec.thps': 'spec other;\nvar x : bool = false;\n',
  'unreadable.thps': new Uint8Array([0x6c, 0xe9]),
  ...Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [
      `deep${i + 1}.thps`,
      `library deep${i + 1};\nimport "./deep${i + 2}.thps";\n`,
    ]),
  ),
};

/** Procedures that call each other twice: 2^17 copies of the innermost. */
const doubling = `spec doubling;
var x : 0..3 = 0;
proc p0() { x = 1; x = 2; x = 3; x = 0; }
${Array.from({ length: 17 }, (_, i) => `proc p${i + 1}() { p${i}(); p${i}(); }\n`).join('')}process p { p17(); }
`;

/** Where the page has no spec that is short enough. */
const longer: Readonly<Record<string, string>> = { THPS4003: doubling };

/** Codes that are about the command line, and have their examples in other tests. */
const isAboutSpecs = (code: string): boolean =>
  code >= 'THPS1000' && code < 'THPS9000' && !['THPS3072', 'THPS3074'].includes(code);

describe('the examples of', () => {
  const check = (text: string): Promise<string> =>
    withFiles({ ...modules, 'example.thps': text }, async (cwd) => {
      const { stdout, stderr } = await thps(['check', 'example.thps', '--max-states', '10000'], { cwd });
      return `${stderr}${stdout}`;
    });

  it.each(Object.entries(explanations).filter(([code]) => isAboutSpecs(code)))(
    'thps explain %s get it, and do not',
    async (code, { wrong, right }) => {
      const text = wrong.trim() === '' ? (longer[code] ?? wrong) : wrong;
      const output = await check(text);
      expect(output).toContain(code);
      await expect(`${text}\n=== thps check ===\n${output}`).toMatchFileSnapshot(
        `../golden/cli/explained/${code}.golden`,
      );
      if (right.trim() === '') return;
      const mended = await check(right);
      expect(mended).not.toContain('error[');
      expect(mended).not.toContain(code);
    },
  );
});
