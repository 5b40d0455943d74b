import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeEvidence, endingOf } from '../../src/render/report.ts';
import { renderRace } from '../../src/render/trace-race.ts';
import { renderTrace } from '../../src/render/trace-terminal.ts';
import { waitingText } from '../../src/trace/statement-text.ts';
import { checkedRun } from '../support/trace.ts';

const folder = join(import.meta.dirname, 'specs');

describe('a run is told', () => {
  it.each(readdirSync(folder).map((file) => basename(file, '.thps')))('of %s', async (name) => {
    const text = readFileSync(join(folder, `${name}.thps`), 'utf8');
    const { property, trace } = await checkedRun(text);
    const parts = [
      text,
      `=== ${describeEvidence(property, trace)} ===\n${renderRace(trace, endingOf(property, trace))}`,
      ...(trace.waiting ?? []).map((one) => `${one.actor} waits  ${waitingText(one)}`),
      `=== every statement ===\n${renderRace(trace, [], { detail: 'all' })}`,
      `=== in full ===\n${renderTrace(trace)}`,
    ];
    await expect(parts.join('\n')).toMatchFileSnapshot(`../golden/trace/${name}.golden`);
  });
});
