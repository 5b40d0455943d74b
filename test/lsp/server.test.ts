import {
  CancellationTokenSource,
  CodeActionRequest,
  CodeLensRequest,
  CompletionRequest,
  DefinitionRequest,
  type Diagnostic,
  DidSaveTextDocumentNotification,
  DocumentFormattingRequest,
  DocumentOnTypeFormattingRequest,
  DocumentRangeFormattingRequest,
  DocumentSymbolRequest,
  ExecuteCommandRequest,
  FoldingRangeRequest,
  HoverRequest,
  InlayHintRequest,
  RenameRequest,
  SelectionRangeRequest,
  SemanticTokensDeltaRequest,
  SemanticTokensRangeRequest,
  SemanticTokensRequest,
  WorkDoneProgressCreateRequest,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  COUNTEREXAMPLE,
  type Counterexample,
  RUN_CHECK,
  RUN_COMMAND,
  type RunCheckResult,
} from '../../lsp/protocol.ts';
import { Client } from './client.ts';

const counter = `spec counter;
import "./lib.thps";
var x : 0..7 = 0;
process p[i: 0..1] {
  let v = x;
again:
  x = v + step;
}
invariant small = x < 2;
check broken;
check known expect violates small;
`;
const files = { 'lib.thps': 'library lib;\n/// How far.\nconst step : 1..3 = 1;\n' };

const big = `spec big;
${Array.from({ length: 8 }, (_, i) => `var v${i} : 0..15 = 0;\naction up${i}() when v${i} < 15 { v${i} = v${i} + 1; }`).join('\n')}
terminates when true;
`;

let client: Client;
beforeAll(async () => {
  client = await Client.start(files, { check: { onSave: true, maxSeconds: 60 } });
});
afterAll(async () => {
  expect(await client.stop()).toBe(0);
});

const at = (line: number, character: number) => ({ line, character });
const inText = (name: string) => ({ textDocument: { uri: client.uri(name) } });

describe('the server over a real connection', () => {
  it('tells what it can do', () => {
    expect(client.server.serverInfo?.name).toBe('thps');
    expect(client.server.capabilities).toMatchObject({
      hoverProvider: true,
      renameProvider: { prepareProvider: true },
      executeCommandProvider: { commands: [RUN_COMMAND] },
    });
  });

  it('publishes diagnostics, with fixes, and takes them back', async () => {
    await client.open('typo.thps', 'spec typo;\nvar count : 0..3 = 0;\nprocess p { cuont = 1; }\n');
    const [typo] = await client.diagnostics('typo.thps', (d) => d.length > 0);
    expect(typo).toMatchObject({ code: 'THPS2001', source: 'thps', range: { start: at(2, 12), end: at(2, 17) } });
    expect(typo?.relatedInformation?.[0]?.location.range.start).toEqual(at(1, 4));
    const actions = await client.connection.sendRequest(CodeActionRequest.type, {
      ...inText('typo.thps'),
      range: typo!.range,
      context: { diagnostics: [] },
    });
    expect(actions?.map((a) => a.title)).toEqual(["Change to 'count'"]);
    await client.change('typo.thps', 'spec typo;\nvar count : 0..3 = 0;\nprocess p { count = 1; }\n');
    await client.diagnostics('typo.thps', (d) => d.length === 0);
  });

  it('answers about names in the document and in what it imports', async () => {
    await client.open('counter.thps', counter);
    const { connection } = client;
    const position = { ...inText('counter.thps'), position: at(6, 10) };
    expect(await connection.sendRequest(HoverRequest.type, position)).toMatchObject({
      contents: { kind: 'markdown', value: expect.stringContaining('How far.') as string },
    });
    expect(await connection.sendRequest(DefinitionRequest.type, position)).toMatchObject({
      uri: client.uri('lib.thps'),
      range: { start: at(2, 6) },
    });
    const renamed = await connection.sendRequest(RenameRequest.type, { ...position, newName: 'stride' });
    expect(Object.keys(renamed?.changes ?? {}).sort()).toEqual([client.uri('counter.thps'), client.uri('lib.thps')]);
    await expect(connection.sendRequest(RenameRequest.type, { ...position, newName: 'small ' })).rejects.toThrow(
      "'small ' is not a name",
    );
    const items = await connection.sendRequest(CompletionRequest.type, position);
    expect(items).toEqual(expect.arrayContaining([expect.objectContaining({ label: 'step' })]));
  });

  it('answers about the document as a whole', async () => {
    const { connection } = client;
    const document = inText('counter.thps');
    expect(await connection.sendRequest(DocumentSymbolRequest.type, document)).toHaveLength(5);
    expect(await connection.sendRequest(FoldingRangeRequest.type, document)).toHaveLength(1);
    const tokens = await connection.sendRequest(SemanticTokensRequest.type, document);
    expect(tokens?.data.length).toBeGreaterThan(20);
    const hints = await connection.sendRequest(InlayHintRequest.type, {
      ...document,
      range: { start: at(0, 0), end: at(20, 0) },
    });
    expect(hints?.map((h) => h.label)).toEqual(['●', ': 0..7', '●']);
    const [selection] = (await connection.sendRequest(SelectionRangeRequest.type, {
      ...document,
      positions: [at(6, 2)],
    }))!;
    expect(selection?.parent?.range.end.character).toBeGreaterThan(selection!.range.end.character);
  });

  it('says what of the tokens is new, and those of a range alone', async () => {
    const { connection } = client;
    const before = 'spec tokens;\nvar x : 0..3 = 0;\nprocess p { x = 1; }\n';
    await client.open('tokens.thps', before);
    const document = inText('tokens.thps');
    const first = await connection.sendRequest(SemanticTokensRequest.type, document);
    const delta = (previousResultId: string) =>
      connection.sendRequest(SemanticTokensDeltaRequest.type, { ...document, previousResultId });
    await client.change('tokens.thps', before.replace('process', '\n// More.\nvar y : bool = true;\nprocess'));
    const found = await delta(first?.resultId ?? '');
    const edits = found && 'edits' in found ? found.edits : [];
    expect(edits).toHaveLength(1);
    const data = [...(first?.data ?? [])];
    for (const { start, deleteCount, data: more = [] } of edits) data.splice(start, deleteCount, ...more);
    const all = await connection.sendRequest(SemanticTokensRequest.type, document);
    expect(data).toEqual(all?.data);
    expect(await delta(all?.resultId ?? '')).toMatchObject({ edits: [] });
    expect(await delta(first?.resultId ?? '')).toMatchObject({ data });
    const part = await connection.sendRequest(SemanticTokensRangeRequest.type, {
      ...document,
      range: { start: at(1, 0), end: at(2, 0) },
    });
    expect(part?.data.slice(0, 3)).toEqual([1, 4, 1]);
    expect(part?.data).toHaveLength(5);
  });

  it('formats a document, a range and what has just been typed, and nothing that has errors', async () => {
    const text = 'spec   wide;\nvar  x : 0..1   = 0;\nprocess p { x=1; }\n';
    await client.open('wide.thps', text);
    const wide = TextDocument.create(client.uri('wide.thps'), 'thps', 1, text);
    const options = { tabSize: 2, insertSpaces: true };
    const all = await client.connection.sendRequest(DocumentFormattingRequest.type, {
      ...inText('wide.thps'),
      options,
    });
    expect(TextDocument.applyEdits(wide, all ?? [])).toBe('spec wide;\nvar x : 0..1 = 0;\nprocess p { x = 1; }\n');
    const range = { start: at(1, 0), end: at(1, 3) };
    const part = await client.connection.sendRequest(DocumentRangeFormattingRequest.type, {
      ...inText('wide.thps'),
      range,
      options,
    });
    expect(TextDocument.applyEdits(wide, part ?? [])).toBe('spec   wide;\nvar x : 0..1 = 0;\nprocess p { x=1; }\n');
    const typed = { ...inText('wide.thps'), position: at(1, 20), ch: ';', options };
    expect(await client.connection.sendRequest(DocumentOnTypeFormattingRequest.type, typed)).toEqual(part);
    await client.open('torn.thps', 'spec   torn;\nvar x : = ;\n');
    const torn = { ...inText('torn.thps'), options };
    expect(await client.connection.sendRequest(DocumentFormattingRequest.type, torn)).toEqual([]);
  });

  it('notices a change of an imported document before it is saved', async () => {
    await client.open('lib.thps', 'library lib;\nconst stride : 1..3 = 1;\n');
    const [unknown] = await client.diagnostics('counter.thps', (d) => d.length > 0);
    expect(unknown?.message).toContain("unknown name 'step'");
    await client.change('lib.thps', files['lib.thps']);
    await client.diagnostics('counter.thps', (d) => d.every((one) => one.code !== 'THPS2001'));
  });
});

describe('checks', () => {
  const run = (check: string) =>
    client.connection.sendRequest<RunCheckResult>(RUN_CHECK, { uri: client.uri('counter.thps'), check });
  const lenses = async () => {
    const found = await client.connection.sendRequest(CodeLensRequest.type, inText('counter.thps'));
    return found?.map((l) => l.command?.title) ?? [];
  };

  it('run in a thread, and a violated property is a diagnostic with the steps that lead there', async () => {
    const result = await run('broken');
    expect(result).toMatchObject({ end: 'done', runs: [{ check: 'broken', traces: ['small'] }] });
    expect(result.runs[0]?.report).toMatchObject({ outcome: 'violated' });
    const found = await client.diagnostics('counter.thps', (d) => d.some((one) => one.code === 'counterexample'));
    const violated = found.find((d) => d.code === 'counterexample')!;
    expect(violated.message).toContain("invariant small is violated in check 'broken'");
    expect(violated.range.start).toEqual(at(8, 10));
    expect(violated.relatedInformation?.map((r) => r.message)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^\d\. p\[0\]: x = \d \(x: \d → \d/)]),
    );
    expect(client.checkResults.map((m) => m.state)).toEqual(expect.arrayContaining(['running', 'finished', 'ended']));
  });

  it('leave their verdict in the lenses, and the counterexample to be shown', async () => {
    expect(await lenses()).toEqual([
      '▷ Run check',
      expect.stringMatching(/^✗ violates small, \d+ states$/),
      'Show small',
      '▷ Run check',
    ]);
    const question = { uri: client.uri('counter.thps'), run: 'broken', property: 'small' };
    const shown = await client.connection.sendRequest<Counterexample>(COUNTEREXAMPLE, question);
    expect(shown).toMatchObject({ ...question, title: 'invariant small is violated', outdated: false });
    expect(shown.race).toContain('p[0]');
    expect(shown.trace.steps.at(-1)?.state.variables[0]).toEqual({ name: 'x', value: 2 });
    expect(shown.trace.steps[0]?.statements[0]?.at).toMatchObject({ file: client.uri('counter.thps'), line: 5 });
    expect(await client.connection.sendRequest(COUNTEREXAMPLE, { ...question, property: 'none' })).toBeNull();
  });

  it('are outdated by a change of the text', async () => {
    await client.change('counter.thps', `${counter}\n`);
    await client.diagnostics('counter.thps', (d) => d.every((one) => one.code !== 'counterexample'));
    expect((await lenses())[1]).toContain('before the last change');
  });

  it('say what came out as promised', async () => {
    const result = await run('known');
    expect(result.runs.map((r) => r.report.outcome)).toEqual(['as expected']);
    expect(await lenses()).toContainEqual(expect.stringContaining('✓ violates small as expected'));
  });

  it('do not say that nothing is stuck where that is allowed', async () => {
    await client.open(
      'ends.thps',
      'spec ends;\nvar x : bool = false;\nprocess p { await x; }\ncheck c allow deadlock;\n',
    );
    await client.connection.sendRequest(RUN_CHECK, { uri: client.uri('ends.thps'), check: 'c' });
    const found = await client.connection.sendRequest(CodeLensRequest.type, inText('ends.thps'));
    expect(found?.map((l) => l.command?.title)).toContainEqual(expect.stringMatching(/^✓ holds, deadlock allowed/));
  });

  it('run when the document is saved, and by the command of a lens', async () => {
    client.checkResults.length = 0;
    await client.connection.sendNotification(DidSaveTextDocumentNotification.type, inText('counter.thps'));
    await client.diagnostics('counter.thps', (d) => d.some((one) => one.code === 'counterexample'));
    await client.connection.sendRequest(ExecuteCommandRequest.type, {
      command: RUN_COMMAND,
      arguments: [client.uri('counter.thps'), 'broken'],
    });
    await expect.poll(() => client.checkResults.filter((m) => m.state === 'ended').length, { timeout: 60_000 }).toBe(2);
  });

  it('run when a library is saved that the document imports, and not for the library', async () => {
    client.checkResults.length = 0;
    await client.connection.sendNotification(DidSaveTextDocumentNotification.type, inText('lib.thps'));
    await expect.poll(() => client.checkResults.filter((m) => m.state === 'ended').length, { timeout: 60_000 }).toBe(1);
    expect(new Set(client.checkResults.map((m) => m.uri))).toEqual(new Set([client.uri('counter.thps')]));
  });

  it('are refused where there are errors', async () => {
    await client.open('wrong.thps', 'spec wrong;\nvar x : 0..3 = nothing;\n');
    const result = await client.connection.sendRequest<RunCheckResult>(RUN_CHECK, {
      uri: client.uri('wrong.thps'),
    });
    expect(result).toMatchObject({ end: 'refused', runs: [] });
  });

  it('can be cancelled while the server goes on answering', async () => {
    await client.open('big.thps', big);
    const source = new CancellationTokenSource();
    const running = client.connection.sendRequest(RUN_CHECK, { uri: client.uri('big.thps') }, source.token);
    await expect
      .poll(() => client.checkResults.some((m) => m.state === 'running' && m.uri.endsWith('big.thps')), {
        timeout: 60_000,
      })
      .toBe(true);
    expect(
      await client.connection.sendRequest(HoverRequest.type, { ...inText('big.thps'), position: at(1, 4) }),
    ).not.toBeNull();
    source.cancel();
    expect(await running).toMatchObject({ end: 'cancelled' });
  });
});

describe('a client with a place for progress', () => {
  it('is told how far checks are, and can end them there', async () => {
    const telling = await Client.start({}, {}, undefined, { window: { workDoneProgress: true } });
    const told: { readonly token: unknown; readonly value: { readonly kind: string; readonly message?: string } }[] =
      [];
    telling.connection.onRequest(WorkDoneProgressCreateRequest.type, () => undefined);
    telling.connection.onUnhandledNotification(() => undefined);
    telling.connection.onNotification('$/progress', (message: (typeof told)[number]) => void told.push(message));
    await telling.open('big.thps', big);
    const running = telling.connection.sendRequest<RunCheckResult>(RUN_CHECK, { uri: telling.uri('big.thps') });
    await expect.poll(() => told.some(({ value }) => value.kind === 'report'), { timeout: 60_000 }).toBe(true);
    expect(told[0]?.value).toMatchObject({ kind: 'begin', title: 'Checks of big.thps', cancellable: true });
    expect(told.find(({ value }) => value.kind === 'report')?.value.message).toMatch(/^default, [\d,]+ states$/);
    await telling.connection.sendNotification('window/workDoneProgress/cancel', { token: told[0]?.token });
    expect(await running).toMatchObject({ end: 'cancelled' });
    await expect.poll(() => told.at(-1)?.value.kind, { timeout: 60_000 }).toBe('end');
    expect(await telling.stop()).toBe(0);
  });
});

describe('the budget of checks', () => {
  const grid = `spec grid;
var x : 0..99 = 0;
var y : 0..99 = 0;
action a() { x = (x + 1) % 100; }
action b() { y = (y + 1) % 100; }
const N : 0..3 = 0;
check c for N in {1, 2, 3};
`;

  it('ends a run that is too large, says so, and can be left out', async () => {
    const small = await Client.start({}, { check: { maxStates: 1000 } });
    await small.open('grid.thps', grid);
    const uri = small.uri('grid.thps');
    const result = await small.connection.sendRequest<RunCheckResult>(RUN_CHECK, { uri });
    expect(result.runs[0]?.report).toMatchObject({ outcome: 'incomplete', end: 'max-states' });
    const found = await small.diagnostics('grid.thps', (d) =>
      d.some((one) => JSON.stringify(one.message).includes('2 more')),
    );
    expect(found.filter((d) => d.code === 'incomplete').map((d) => d.message)).toEqual([
      "check 'c[N = 1]' is not decided: the budget of states was used up after 1,000 states\n" +
        'so are 2 more of its runs\n' +
        "Hint: choose 'Run without limit' above the check, raise 'thps.check.maxStates' in the settings, " +
        'or run `thps check`, which has no budget',
    ]);
    const lenses = await small.connection.sendRequest(CodeLensRequest.type, { textDocument: { uri } });
    const again = lenses?.find((lens) => lens.command?.title === '▷ Run without limit')?.command;
    await small.connection.sendRequest(ExecuteCommandRequest.type, again as { command: string });
    await small.diagnostics('grid.thps', (d) => d.every((one) => one.code !== 'incomplete'));
    expect(small.checkResults.findLast((m) => m.state === 'finished')?.result.report).toMatchObject({
      outcome: 'as expected',
      states: 10_000,
    });
    expect(await small.stop()).toBe(0);
  });

  it('has a share for every check, also behind one that is too large and one that does not respond', async () => {
    const short = await Client.start({}, { check: { maxSeconds: 4, maxStates: 1_000_000 } });
    // One state takes hours, and nobody can be asked meanwhile.
    const text = `${big}const SLOW : bool = false;
invariant slow = SLOW => forall a, b, c, d in 0..999: a + b + c + d + v0 >= 0;
invariant early = v0 < 2;
invariant late = v7 < 16;
check large only late;
check stuck with SLOW = true only slow;
check wrong with SLOW = 2;
check quick expect violates early;
`;
    await short.open('big.thps', text);
    const uri = short.uri('big.thps');
    const result = await short.connection.sendRequest<RunCheckResult>(RUN_CHECK, { uri });
    expect(result.end).toBe('refused');
    expect(result.runs.map((r) => `${r.run} ${r.report.outcome}`)).toEqual(['large incomplete', 'quick as expected']);
    expect(result.notRun).toEqual([
      {
        check: 'stuck',
        run: 'stuck',
        outcome: 'not decided',
        reason: 'its share of the budget of 4 seconds was used up',
      },
    ]);
    const lenses = await short.connection.sendRequest(CodeLensRequest.type, { textDocument: { uri } });
    expect(lenses?.map((l) => l.command?.title)).toEqual([
      '▷ Run check',
      expect.stringContaining('… not decided: budget, '),
      '▷ Run without limit',
      '▷ Run check',
      '… not decided: budget, 0 states',
      '▷ Run without limit',
      '▷ Run check',
      '▷ Run check',
      expect.stringContaining('✓ violates early as expected'),
      'Show early',
    ]);
    const isIncomplete = (d: Diagnostic): boolean => d.code === 'incomplete';
    const found = await short.diagnostics('big.thps', (d) => d.filter(isIncomplete).length === 2);
    for (const { message } of found.filter(isIncomplete))
      expect(message).toMatch(/^check '\w+' (is|was) not decided: .*\nHint: choose 'Run without limit'/);
    expect(await short.stop()).toBe(0);
  });
});
