import type * as lsp from 'vscode-languageserver';
import { type SemanticToken, semanticTokenModifiers, semanticTokenTypes } from '../../src/service/data.ts';

export const semanticTokensLegend: lsp.SemanticTokensLegend = {
  tokenTypes: [...semanticTokenTypes],
  tokenModifiers: [...semanticTokenModifiers],
};

/** Semantic tokens in the numbers of the protocol, and how they differ from those that a client has. */
export class Tokens {
  /** By document: what was last sent. */
  readonly #sent = new Map<string, { readonly resultId: string; readonly data: readonly number[] }>();
  /** Ids of a server that was here before mean nothing. */
  readonly #session = Date.now().toString(36);
  #count = 0;

  full(uri: string, tokens: readonly SemanticToken[]): lsp.SemanticTokens {
    const data = encoded(tokens);
    return { resultId: this.#remember(uri, data), data };
  }

  /** @param previous the id of what the client has; all tokens come back where that was not the last */
  delta(uri: string, previous: string, tokens: readonly SemanticToken[]): lsp.SemanticTokens | lsp.SemanticTokensDelta {
    const sent = this.#sent.get(uri);
    if (sent?.resultId !== previous) return this.full(uri, tokens);
    const data = encoded(tokens);
    return { resultId: this.#remember(uri, data), edits: difference(sent.data, data) };
  }

  forget(uri: string): void {
    this.#sent.delete(uri);
  }

  #remember(uri: string, data: readonly number[]): string {
    const resultId = `${this.#session} ${++this.#count}`;
    this.#sent.set(uri, { resultId, data });
    return resultId;
  }
}

/** Five numbers for each token: lines and characters count from the token before. */
export function encoded(tokens: readonly SemanticToken[]): number[] {
  const data: number[] = [];
  let [line, character] = [0, 0];
  for (const { range, type, modifiers } of tokens) {
    const { start, end } = range;
    const bits = modifiers.reduce((set, modifier) => set | (1 << semanticTokenModifiers.indexOf(modifier)), 0);
    const from = start.line === line ? start.character - character : start.character;
    data.push(start.line - line, from, end.character - start.character, semanticTokenTypes.indexOf(type), bits);
    ({ line, character } = start);
  }
  return data;
}

/** One edit: a change of a text moves what is behind it, and that shows in the first token behind it alone. */
function difference(before: readonly number[], after: readonly number[]): lsp.SemanticTokensEdit[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  if (start === before.length && start === after.length) return [];
  let behind = 0;
  while (behind < shorter - start && before[before.length - 1 - behind] === after[after.length - 1 - behind]) behind++;
  return [{ start, deleteCount: before.length - start - behind, data: after.slice(start, after.length - behind) }];
}
