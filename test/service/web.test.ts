import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Service, ServiceHost } from '../../src/service/service.ts';

const root = new URL('../..', import.meta.url);
const kernelPage = readFileSync(new URL('specs/kernel/page.thps', root), 'utf8');
const uri = 'inmemory://specs/s.thps';

/**
 * The service as a page or its worker has it: in a context that has what the language of JavaScript brings along, and
 * of the web only URL.
 */
async function serviceOfPage(): Promise<(texts: Readonly<Record<string, string>>) => Service> {
  const { outputFiles } = await build({
    entryPoints: [new URL('src/service/service.ts', root).pathname],
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    globalName: 'thps',
    target: 'es2023',
    logLevel: 'silent',
  });
  const context = createContext({ URL });
  runInContext(outputFiles[0]!.text, context);
  const { createService } = (context as { thps: { createService: (host: ServiceHost) => Service } }).thps;
  return (texts) =>
    createService({
      read: (wanted) => texts[wanted],
      libraries: ['kernel.page'],
      libraryUri: (name) => (name === 'kernel.page' ? 'library:kernel.page' : undefined),
    });
}

describe('in a web page', () => {
  let start: Awaited<ReturnType<typeof serviceOfPage>>;
  beforeAll(async () => {
    start = await serviceOfPage();
  });

  const text = 'spec s;\n\nimport kernel.page;\n\nvar mapcount : 0..3 = 0;\n\nprocess p { mapcont = 1; }\n';
  function opened(spec: string): Service {
    const service = start({ 'library:kernel.page': kernelPage });
    service.set(uri, 1, spec);
    return service;
  }
  /** Values of another context have prototypes of their own. */
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

  it('tells what is wrong with a spec that imports a bundled module', () => {
    const [one, more] = opened(text).diagnostics(uri);
    expect(more).toBeUndefined();
    expect(one?.message).toContain("unknown name 'mapcont': did you mean 'mapcount'?");
    expect(opened(text.replace('mapcont ', 'mapcount ')).diagnostics(uri)).toHaveLength(0);
  });

  it('answers hover, completion and all runs', () => {
    const service = opened(text.replace('mapcont ', 'mapcount '));
    expect(service.hover(uri, { line: 6, character: 14 })?.contents).toContain('`0..3, 2 bits`');
    const names = service.completion(uri, { line: 6, character: 12 }).map((c) => c.label);
    expect(names).toContain('mapcount');
    expect(names).toContain('get_page');
    const all = service.allDiagnostics(uri);
    let step = all.next();
    while (!step.done) step = all.next();
    expect(plain(step.value)).toEqual([]);
  });

  it('formats', () => {
    const edits = opened(text.replace('var mapcount', 'var   mapcount').replace('mapcont ', 'mapcount ')).format(uri);
    expect(plain(edits)).toContainEqual({
      range: { start: { line: 4, character: 3 }, end: { line: 4, character: 6 } },
      newText: ' ',
    });
  });
});
