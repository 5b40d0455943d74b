import { describe, expect, it } from 'vitest';
import { withFiles } from '../cli/run.ts';
import { Client } from './client.ts';

/** `thps dap`: counterexamples as debug sessions. */

const spec = `spec counters;
import kernel.lock;
struct Counter { hits: 0..2; last: Process?; }
var counter : Counter = Counter { hits: 0, last: none };
var lock : Spinlock = none;
ghost var lost : bool = false;
const LOCKED : bool = false;

proc count() {
  let seen = counter.hits;
  counter.hits = seen + 1;
}

process cpu[c: 0..1] {
  if LOCKED { spin_lock(lock); }
  count();
  counter.last = some(self);
  if LOCKED { spin_unlock(lock); }
}

invariant nothing_lost = all_done => counter.hits == 2;
check racy expect violates nothing_lost;
check locked with LOCKED = true;
`.replaceAll('Spinlock = none', 'Process? = none');

async function debugging(launch: object, work: (client: Client) => Promise<void>, text = spec): Promise<void> {
  await withFiles({ 'counters.thps': text }, async (cwd) => {
    const client = new Client(cwd);
    await client.launch({ program: 'counters.thps', ...launch });
    await work(client);
  });
}

describe('thps dap', () => {
  it('goes through a counterexample forwards and backwards', async () => {
    await debugging({ check: 'racy' }, async (client) => {
      expect(client.told).toContain('invariant nothing_lost is violated, in 6 steps\n');
      expect(await client.move('stepIn')).toBe('step, cpu[1]');
      expect(await client.stack(1)).toEqual(['count at count (line 16), counters.thps:11', 'cpu[0], counters.thps:16']);
      expect(await client.variables(1, 'Locals')).toEqual({ 'count.seen': '0' });
      expect(await client.move('next', { threadId: 1 })).toMatch(/^step, /);
      expect(await client.variables(1, 'Ghosts')).toEqual({ lost: 'false' });
      expect(await client.move('stepBack')).toMatch(/^step, /);
      expect(await client.move('continue')).toBe('exception, cpu[1]: invariant nothing_lost is violated');
      const { result } = await client.ask<{ result: string }>('evaluate', { expression: 'counter.hits + 1' });
      expect(result).toBe('2');
      expect(await client.ask('exceptionInfo', { threadId: 1 })).toMatchObject({
        description: 'invariant nothing_lost is violated',
      });
      expect(await client.move('reverseContinue')).toBe('entry, cpu[0]');
      expect(await client.move('stepBack')).toBe('entry, cpu[0]');
    });
  });

  it('stops before lines, where a condition holds, and after changes, in both directions', async () => {
    await debugging({ check: 'racy' }, async (client) => {
      const { breakpoints } = await client.ask<{ breakpoints: { verified: boolean; line?: number }[] }>(
        'setBreakpoints',
        {
          source: { path: await pathOf(client) },
          breakpoints: [
            { line: 9, condition: 'counter.hits == 1' },
            { line: 11, condition: 'counter.hits == 1' },
            { line: 99 },
          ],
        },
      );
      expect(breakpoints.map(({ verified, line }) => [verified, line])).toEqual([
        [true, 10],
        [true, 11],
        [false, undefined],
      ]);
      expect(await client.move('continue')).toMatch(/^breakpoint, cpu/);
      expect((await client.ask<{ result: string }>('evaluate', { expression: 'counter.hits' })).result).toBe('1');
      await client.ask('setBreakpoints', { source: { path: await pathOf(client) }, breakpoints: [] });
      await client.ask('setDataBreakpoints', { breakpoints: [{ dataId: 'counter.last' }] });
      expect(await client.move('continue')).toMatch(/^data breakpoint|^exception/);
      expect(await client.move('reverseContinue')).toMatch(/^data breakpoint|^entry/);
    });
  });

  it('lets each step be chosen, and tells when a process leaves a procedure', async () => {
    await debugging({ check: 'locked', mode: 'walk' }, async (client) => {
      const targets = async (): Promise<readonly string[]> =>
        (await client.ask<{ targets: { label: string }[] }>('stepInTargets', { frameId: 1000 })).targets.map(
          ({ label }) => label,
        );
      expect((await targets()).length).toBe(2);
      expect(await client.move('stepIn', { targetId: 1 })).toMatch(/^step, /);
      expect(client.told).toMatch(/cpu\[1\]: .*spin_lock|cpu\[1\]: .*lock/);
      expect((await targets()).every((label) => label.startsWith('cpu[1]'))).toBe(true);
    });
  });

  it('finds the shortest run to a state that somebody asks for', async () => {
    await debugging({ check: 'locked', mode: 'walk' }, async (client) => {
      await client.ask('evaluate', { expression: 'reach counter.hits == 2', context: 'repl' });
      await client.event('stopped');
      expect(await client.move('continue')).toMatch(/^(exception|pause), /);
      expect((await client.ask<{ result: string }>('evaluate', { expression: 'counter.hits' })).result).toBe('2');
    });
  });

  it('walks at random, the same way for the same seed', async () => {
    const walks: string[] = [];
    for (const seed of [5, 5])
      await debugging({ check: 'racy', mode: 'random', seed }, async (client) => {
        await client.move('continue');
        walks.push(client.told);
        expect(client.told).toContain(`seed ${seed}`);
      });
    expect(walks[0]).toBe(walks[1]);
  });

  it('opens structures', async () => {
    await debugging({ check: 'racy' }, async (client) => {
      const { scopes } = await client.ask<{ scopes: { name: string; variablesReference: number }[] }>('scopes', {
        frameId: 1000,
      });
      const shared = scopes.find(({ name }) => name === 'Shared')!;
      const { variables } = await client.ask<{ variables: { name: string; variablesReference: number }[] }>(
        'variables',
        shared,
      );
      const counter = variables.find(({ name }) => name === 'counter')!;
      expect(await client.parts(counter.variablesReference)).toEqual({ hits: '0', last: 'none' });
    });
  });

  it.each([
    [{ program: 'nowhere.thps' }, 'nowhere.thps'],
    [{ program: 'counters.thps', check: 'lockd' }, 'did you mean'],
    [{ program: 'counters.thps', check: 'locked', property: 'nothing_lost' }, 'shows no run of nothing_lost: it holds'],
    [{ program: 'counters.thps', check: 'racy', property: 'other' }, 'no property other'],
    [{ program: 'counters.thps', mode: 'fast' }, "'mode'"],
    [{ program: 'counters.thps', constants: { LOCKED: 'maybe' } }, 'maybe'],
    [{ program: 'counters.thps', reach: 'counter.hit == 2' }, 'hit'],
    [{ program: 5 }, "'program'"],
    [{}, "'program'"],
  ])('says what is wrong with %j', async (launch, message) => {
    await withFiles({ 'counters.thps': spec }, async (cwd) => {
      const client = new Client(cwd);
      await client.ask('initialize', { adapterID: 'thps' });
      await expect(client.ask('launch', launch)).rejects.toThrow(message);
      await expect(client.ask('evaluate', { expression: '1' })).rejects.toThrow();
    });
  });
});

describe('a debug session that is spoken to as nobody should', () => {
  it.each([
    'stepIn',
    'continue',
    'stackTrace',
    'scopes',
    'variables',
    'setBreakpoints',
    'stepInTargets',
    'evaluate',
    'threads',
  ])('answers %s before a launch, without arguments', async (command) => {
    const client = new Client('.');
    const answer = await client.ask(command).then(
      () => 'answered',
      (problem: unknown) => String(problem),
    );
    expect(answer).not.toMatch(/TypeError|\bat /);
  });

  it('counts lines from 0 on for an editor that does', async () => {
    await withFiles({ 'counters.thps': spec }, async (cwd) => {
      const client = new Client(cwd);
      await client.ask('initialize', { adapterID: 'thps', linesStartAt1: false, columnsStartAt1: false });
      await client.ask('launch', { program: 'counters.thps', check: 'racy' });
      await client.ask('configurationDone');
      const { breakpoints } = await client.ask<{ breakpoints: { line: number }[] }>('setBreakpoints', {
        source: { path: await pathOf(client) },
        breakpoints: [{ line: 9 }],
      });
      expect(breakpoints.map(({ line }) => line)).toEqual([9]);
    });
  });
});

/** Where the editor has the spec. */
async function pathOf(client: Client): Promise<string> {
  const { stackFrames } = await client.ask<{ stackFrames: { source?: { path?: string } }[] }>('stackTrace', {
    threadId: 1,
  });
  return stackFrames[0]!.source!.path!;
}
