import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { counterexamplePage } from '../../lsp/extension/page.ts';
import { NEW_SPEC } from '../../lsp/extension/new-spec.ts';
import type { Counterexample } from '../../lsp/protocol.ts';
import { traceData } from '../../src/result/from-trace.ts';
import { reconstruct } from '../../src/trace/reconstruct.ts';
import { compileOne, exploreRun } from '../support/compile.ts';

const root = join(import.meta.dirname, '..', '..');

/** The counterexample of a property of a spec's first run. */
async function counterexample(text: string, property: string): Promise<Counterexample> {
  const explored = await exploreRun(compileOne(text));
  const number = explored.model.properties.findIndex((p) => p.name === property);
  const finding = explored.exploration.findings.find((f) => f.property === number)!;
  const trace = reconstruct(explored.system, explored.model, finding.path, number, finding.loop);
  const title = `invariant ${property} is violated`;
  return {
    uri: 'file:///a.thps',
    run: 'default',
    property,
    title,
    trace: traceData(trace),
    race: '',
    outdated: false,
  };
}

describe('the page of a counterexample', () => {
  it('has a column for each process, a row for each step and a state for each of them', async () => {
    const page = counterexamplePage(await counterexample(NEW_SPEC, 'nothing_lost'), 'n0nce');
    expect(page.match(/<th scope="col">[^<]*/g)).toEqual(['<th scope="col">adder[0]', '<th scope="col">adder[1]']);
    expect(page.match(/<tr class="step"/g)).toHaveLength(5);
    expect(page.match(/<section class="state"/g)).toHaveLength(5);
    expect(page).toContain('data-line="9"');
    expect(page).toContain('<tr class="shared changed"><th scope="row">count</th><td><code>1</code></td></tr>');
    expect(page).toContain(
      '<tr class="process changed"><th scope="row">adder[0]</th><td><code>at store</code></td></tr>',
    );
  });

  it('runs nothing that a spec says', async () => {
    const shown = await counterexample(NEW_SPEC, 'nothing_lost');
    const page = counterexamplePage({ ...shown, doc: '<script>alert(1)</script>', title: '"><img src=x>' }, 'n0nce');
    expect(page).not.toContain('<script>alert');
    expect(page).not.toContain('<img');
    expect(page.match(/<script/g)).toEqual(['<script']);
    expect(page).toContain(`default-src 'none'; style-src 'nonce-n0nce'; script-src 'nonce-n0nce'`);
  });
});

describe('the manifest of the extension', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'lsp', 'extension', 'manifest.json'), 'utf8')) as {
    contributes: {
      commands: { command: string }[];
      menus: Record<string, { command: string }[]>;
      walkthroughs: { steps: { media: { markdown: string } }[] }[];
    };
  };

  it('names commands that the client has', () => {
    const client = readFileSync(join(root, 'lsp', 'extension', 'client.ts'), 'utf8');
    const named = manifest.contributes.commands.map(({ command }) => command);
    for (const name of named)
      expect(client.includes(`'${name}'`) || name === 'thps.showCounterexample', name).toBe(true);
    for (const { command } of Object.values(manifest.contributes.menus).flat()) expect(named).toContain(command);
  });

  it('names files that are there', () => {
    for (const { media } of manifest.contributes.walkthroughs.flatMap(({ steps }) => steps))
      expect(readFileSync(join(root, 'lsp', 'extension', media.markdown), 'utf8')).not.toBe('');
  });
});
