import { HoverRequest } from 'vscode-languageserver/node';
import { describe, expect, it } from 'vitest';
import { Client } from './client.ts';

/** Each constant has a million tuples to go through. */
const slow = `spec slow;
${Array.from({ length: 9 }, (_, i) => `const C${i} : 0..1_000_000 = size({ (a, b, c) for a, b, c in 0..99 });`).join('\n')}
var x : 0..1 = 0;
`;
const typo = 'spec typo;\nvar count : 0..3 = 0;\nprocess p { cuont = 1; }\n';
const at = (line: number, character: number) => ({ line, character });

describe('a text that takes too long', () => {
  it('is given up with a diagnostic, while the other documents are answered, and looked at again when it changes', async () => {
    const client = await Client.start({}, { analysis: { maxSeconds: 0.5 } });
    await client.open('typo.thps', typo);
    await client.diagnostics('typo.thps', (d) => d.some(({ code }) => code === 'THPS2001'));
    await client.open('slow.thps', slow);
    const hover = (name: string, line: number) =>
      client.connection.sendRequest(HoverRequest.type, {
        textDocument: { uri: client.uri(name) },
        position: at(line, 6),
      });
    // It waits for the text in front of it, which is given up.
    const waiting = hover('slow.thps', 1).then(
      () => 'answered',
      (problem: unknown) => String(problem),
    );
    const [stopped] = await client.diagnostics('slow.thps', (d) => d.length > 0);
    await expect(`${slow}\n---\n${JSON.stringify(stopped, undefined, 2)}\n`).toMatchFileSnapshot(
      '../golden/lsp/stopped.golden',
    );
    expect(await waiting).toMatch(/^answered$|the answer was given up: it takes more than 0.5 seconds/);
    // What is asked about it meanwhile has an empty answer; the others are answered as ever.
    expect(await hover('slow.thps', 1)).toBeNull();
    expect(await hover('typo.thps', 1)).toMatchObject({ range: { start: at(1, 4), end: at(1, 9) } });
    await client.change('typo.thps', typo.replace('cuont', 'count'));
    await client.diagnostics('typo.thps', (d) => d.length === 0);
    await client.change('slow.thps', slow.replaceAll('0..99', '0..1'));
    await client.diagnostics('slow.thps', (d) => d.every(({ code }) => code !== 'THPS0072'));
    expect(await hover('slow.thps', 1)).toMatchObject({ range: { start: at(1, 6), end: at(1, 8) } });
    expect(await client.stop()).toBe(0);
  }, 120_000);
});
