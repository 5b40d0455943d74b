import { expect, it } from 'vitest';
import { explanations } from '../../src/diagnostics/explanations/index.ts';
import { loadModules } from '../../src/modules/modules.ts';
import { makeSource } from '../../src/text/source.ts';
import { planRuns } from '../../src/typecheck/runs/plan.ts';
import { typecheck } from '../../src/typecheck/typecheck.ts';

const texts = Object.values(explanations).flatMap(({ wrong, right }) => [wrong, right]);

it('finds the same in specs whether it keeps their bodies or not', () => {
  let found = 0;
  for (const text of texts) {
    const { modules } = loadModules(makeSource('s.thps', text), () => undefined);
    for (const request of planRuns(modules).requests) {
      const [kept, dropped] = [true, false].map((keepsBodies) => typecheck(modules, request, { keepsBodies }));
      expect(dropped?.diagnostics).toEqual(kept?.diagnostics);
      expect([...dropped!.tables.entry.types.values()]).toEqual([...kept!.tables.entry.types.values()]);
      expect([...dropped!.tables.entry.symbols.values()]).toEqual([...kept!.tables.entry.symbols.values()]);
      found += kept!.diagnostics.length;
    }
  }
  expect(found).toBeGreaterThan(40);
});
