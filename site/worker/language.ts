import { createService } from '../../src/service/service.ts';
import { files } from './bundled.ts';
import { setImmediate } from './node/timers.ts';
import type { Language } from '../shared/language.ts';
import { answer, type Port } from '../shared/rpc.ts';

const URI = 'file:///spec.thps';
const LIBRARY = 'file://';

const service = createService({
  read: (uri) => files.get(uri.slice(LIBRARY.length)),
  refusal: (_, uri) => (uri.startsWith(`${LIBRARY}/library/`) ? undefined : 'this page has no other files'),
  libraries: [...files.keys()].map((path) => path.slice('/library/'.length, -'.thps'.length).replaceAll('/', '.')),
  libraryUri: (name) => `${LIBRARY}/library/${name.replaceAll('.', '/')}.thps`,
});

const language: Language = {
  set(version, text) {
    service.set(URI, version, text);
  },
  async diagnostics(version) {
    const looking = service.allDiagnostics(URI);
    for (;;) {
      // A newer text comes in between.
      await setImmediate();
      if (service.version(URI) !== version) return undefined;
      const { done, value } = looking.next();
      if (done === true) return value;
    }
  },
  codeActions: (range) => service.codeActions(URI, range),
  hover: (at) => service.hover(URI, at),
  completion: (at) => service.completion(URI, at),
  signatureHelp: (at) => service.signatureHelp(URI, at),
  definition: (at) => service.definition(URI, at),
  references: (at) => service.references(URI, at, { includeDeclaration: true }),
  rename: (at, name) => service.rename(URI, at, name),
  highlights: (at) => service.highlights(URI, at),
  symbols: () => service.documentSymbols(URI),
  foldingRanges: () => service.foldingRanges(URI),
  semanticTokens: () => service.semanticTokens(URI),
  inlayHints: (range) => service.inlayHints(URI, range),
  format: () => service.format(URI),
  library: (uri) => files.get(uri.slice(LIBRARY.length)),
};

answer(globalThis as unknown as Port, { ...language });
