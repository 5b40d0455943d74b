import type { Position } from '../src/service/data.ts';
import { createService, type Service, type ServiceHost } from '../src/service/service.ts';
import { toPosition } from '../src/service/positions.ts';
import { makeSource } from '../src/text/source.ts';

/** Random edits as a person makes them: a few keys at one place, a line taken out, brought back, moved. */

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const pieces = ['x', ' ', ';', '(', ')', '{', '}', '.', '=', '1', 'cell0', ' at here', 'let y = ', '// ', '"', '\n'];

export interface Edited {
  readonly text: string;
  /** Where the cursor is behind the edit. */
  readonly offset: number;
}

/** Goes on from a text for ever, always near to the one that it began with: what was changed is taken back later. */
export function* edits(original: string, seed: number): Generator<Edited, never> {
  const random = randomNumbers(seed);
  for (;;) {
    let text = original;
    let offset = Math.floor(random() * text.length);
    for (let keys = 1 + Math.floor(random() * 12); keys > 0; keys--) {
      const kind = random();
      if (kind < 0.7) {
        const piece = pieces[Math.floor(random() * pieces.length)]!;
        text = text.slice(0, offset) + piece + text.slice(offset);
        offset += piece.length;
      } else {
        const length = kind < 0.9 ? 1 : 20;
        text = text.slice(0, offset) + text.slice(offset + length);
      }
      yield { text, offset };
    }
  }
}

/** All that an editor asks right after a key, as one value that can be compared. */
export function answers(service: Service, uri: string, at: Position): unknown {
  return {
    diagnostics: service.diagnostics(uri),
    hover: service.hover(uri, at),
    completion: service.completion(uri, at),
    definition: service.definition(uri, at),
    references: service.references(uri, at, { includeDeclaration: true }),
    symbols: service.documentSymbols(uri),
    tokens: service.semanticTokens(uri),
    folding: service.foldingRanges(uri),
  };
}

/** What a service that has never seen another text answers. */
export function freshAnswers(host: ServiceHost, uri: string, { text, offset }: Edited): unknown {
  const fresh = createService(host);
  fresh.set(uri, 1, text);
  return answers(fresh, uri, positionOf({ text, offset }));
}

export function positionOf({ text, offset }: Edited): Position {
  return toPosition(makeSource('edited', text), offset);
}
