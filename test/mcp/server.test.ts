import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { describe, expect, it } from 'vitest';
import { agentServer } from '../../src/mcp/server.ts';
import { withFiles } from '../cli/run.ts';

const spec = `spec lost_update;
const CPUS : 1..2 = 2;
var hits : 0..2 = 0;
process cpu[i: 0..CPUS - 1] {
load:
  let seen = hits;
  hits = seen + 1;
}
invariant nothing_is_lost = all_done => hits == CPUS;
check all;
scenario both { cpu[0].load; cpu[1].load; }
`;

/** What a tool answers. */
interface Said {
  readonly text: string;
  readonly isError: boolean;
}

async function withClient<T>(
  cwd: string,
  use: (call: (tool: string, given: object) => Promise<Said>, client: Client) => Promise<T>,
): Promise<T> {
  const server = agentServer(cwd);
  const client = new Client({ name: 'test', version: '1' });
  const [one, other] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(one), client.connect(other)]);
  try {
    return await use((tool, given) => call(client, tool, given), client);
  } finally {
    await client.close();
  }
}

async function call(client: Client, name: string, given: object): Promise<Said> {
  const answer = await client.callTool({ name, arguments: { ...given } });
  const content = answer.content as readonly { readonly type: string; readonly text: string }[];
  return { text: content.map(({ text }) => text).join(''), isError: answer.isError === true };
}

describe('thps mcp', () => {
  it('offers its tools, each with what it is for', async () => {
    await withClient('.', async (_, client) => {
      const { tools } = await client.listTools();
      expect(tools.map(({ name }) => name).sort()).toEqual([
        'check',
        'explain',
        'format',
        'language',
        'search_docs',
        'steps',
      ]);
      for (const { description = '' } of tools) expect(description.length).toBeGreaterThan(20);
      expect(client.getInstructions()).toContain('`language`');
    });
  });

  it('checks a text, and tells an unexpected violation from a spec that is wrong', async () => {
    await withClient('.', async (tool) => {
      const found = await tool('check', { text: spec });
      expect(found.isError).toBe(false);
      expect(found.text).toContain('not as expected: invariant nothing_is_lost is violated');
      expect(found.text).toContain('cpu[1]: load');
      expect((await tool('check', { text: spec, check: 'both' })).text).toMatch(/both +possible \(2 steps\)/);
      expect((await tool('check', { text: spec, constants: { CPUS: '1' }, check: 'all' })).text).toContain(
        'as expected',
      );
      expect((await tool('check', { text: spec, check: 'none' })).text).toContain("there is no check 'none'");
      const wrong = await tool('check', { text: 'spec s;\nvar x : bool = y;\n' });
      expect(wrong).toMatchObject({ isError: true });
      expect(wrong.text).toContain('THPS2001');
    });
  });

  it('ends a check at the limit that it is given', async () => {
    const text =
      'spec s;\nvar n : [0..5 -> 0..9] = [_ in 0..5 -> 0];\naction up(i: 0..5) when n[i] < 9 { n[i]++; }\ncheck c allow deadlock;\n';
    await withClient('.', async (tool) => {
      expect((await tool('check', { text, max_states: 100 })).text).toContain('more than 100 states');
    });
  });

  it('reads files of its folder alone, and what a text imports only from the library', async () => {
    await withFiles({ 'in/spec.thps': spec, 'out.thps': spec, 'in/secret.txt': 'mine' }, async (folder) => {
      mkdirSync(join(folder, 'in', 'sub'));
      symlinkSync(join(folder, 'out.thps'), join(folder, 'in', 'link.thps'));
      await withClient(join(folder, 'in'), async (tool) => {
        expect((await tool('check', { file: 'spec.thps', check: 'both' })).text).toMatch(/both +possible \(2 steps\)/);
        for (const file of [
          '../out.thps',
          'link.thps',
          join(folder, 'out.thps'),
          'secret.txt',
          'none.thps',
          'sub',
          '.',
        ]) {
          const { text, isError } = await tool('check', { file });
          expect({ isError, text }).toEqual({
            isError: true,
            text: `'${file}' is no .thps file in the folder of the server`,
          });
        }
        const importing = await tool('check', { text: 'spec s;\nimport "./spec.thps";\nvar x : bool = true;\n' });
        expect(importing.text).toContain('THPS2059');
        const library =
          'spec s;\nimport kernel.lock;\nvar l : Process? = none;\nprocess p { spin_lock(l); spin_unlock(l); }\n';
        expect((await tool('check', { text: library })).text).toContain('as expected');
        expect((await tool('check', {})).text).toBe('give `text` or `file`, and not both');
        expect((await tool('steps', { text: spec, file: 'spec.thps' })).isError).toBe(true);
      });
    });
  });

  it('explains, formats, shows steps, and searches the documentation', async () => {
    await withClient('.', async (tool) => {
      expect((await tool('explain', { code: 'thps2001' })).text).toContain('Wrong:');
      expect((await tool('explain', { code: 'THPS9998' })).isError).toBe(true);
      expect(await tool('format', { text: 'spec  s;' })).toEqual({ text: 'spec s;\n', isError: false });
      expect((await tool('format', { text: 'spec' })).text).toContain('error[THPS');
      expect((await tool('steps', { text: spec })).text).toContain('let seen = hits;');
      expect((await tool('language', {})).text).toContain('# The language');
      const found = await tool('search_docs', { query: 'scenario possible before' });
      expect(found.text).toMatch(/^## checking\.md: Is this order possible\?/);
      expect((await tool('search_docs', { query: 'zxqv' })).isError).toBe(true);
    });
  });

  it('speaks over standard input and output', async () => {
    const main = join(import.meta.dirname, '..', '..', 'src', 'main.ts');
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(new StdioClientTransport({ command: process.execPath, args: [main, 'mcp'] }));
    expect((await call(client, 'explain', { code: 'THPS2001' })).text).toContain('Right:');
    await client.close();
  });
});
