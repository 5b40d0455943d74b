import { EOF, type EmbeddedActionsParser, type IToken, type TokenType } from 'chevrotain';
import { allTokens } from './tokens.ts';

const types: readonly TokenType[] = [...allTokens, EOF];

/**
 * What one token decides, for each place of the grammar where something is optional or one of several: the tokens of each
 * alternative, or those with which the optional part begins, as positions in `types`. Places have chevrotain's keys.
 *
 * chevrotain works this out from the grammar, for which it runs every rule to record it; that takes longer than reading
 * a short spec. So the build works it out once, and puts it into the package.
 */
export type Decisions = Readonly<Record<string, readonly (readonly number[])[]>>;

/** What the build found; undefined where the sources run directly. */
export const builtDecisions: Decisions | undefined =
  typeof THPS_DECISIONS === 'undefined' ? undefined : (JSON.parse(THPS_DECISIONS) as Decisions);

/** One of several, in chevrotain: what it may choose from, and which is chosen. */
interface Alternative {
  readonly GATE?: (this: object) => boolean;
}

/** What such a function uses of the parser. */
interface Reader {
  readonly LA_FAST: (ahead: number) => Pick<IToken, 'tokenTypeIdx'>;
}

/** Whether there is an optional part, or which alternative there is. */
export type Decide = (this: Reader, alternatives?: readonly Alternative[]) => boolean | number | undefined;

/** Parts of chevrotain's parser that its type declarations leave out; version 12 is pinned for them. */
export interface DecidingParser {
  selfAnalysisDone: boolean;
  readonly lookAheadFuncsCache: Map<number, Decide>;
}

/** The bits of a key that say what kind of place it is, and those of a place with alternatives. */
const KIND = 0xf00;
const ALTERNATIVES = 0x100;
/** More than any rule has. */
const MOST_ALTERNATIVES = 64;

/** Asks a parser at each place what it does with each token. */
export function decisionsOf(parser: EmbeddedActionsParser): Decisions {
  const { lookAheadFuncsCache: places } = parser as unknown as DecidingParser;
  return Object.fromEntries(
    [...places].map(([key, decide]) => [key, isAlternation(key) ? alternativesOf(decide) : [optionalOf(decide)]]),
  );
}

function isAlternation(key: number): boolean {
  return (key & KIND) === ALTERNATIVES;
}

function optionalOf(decide: Decide): number[] {
  return tokensWhere((type) => decide.call(readerOf(type)) === true);
}

/** Other alternatives are closed while each is asked for. */
function alternativesOf(decide: Decide): number[][] {
  const sets = Array.from({ length: MOST_ALTERNATIVES }, (_, wanted) => {
    const only = Array.from({ length: MOST_ALTERNATIVES }, (_, i) => ({ GATE: () => i === wanted }));
    return tokensWhere((type) => decide.call(readerOf(type), only) === wanted);
  });
  return sets.slice(0, sets.findLastIndex((set) => set.length > 0) + 1);
}

function tokensWhere(holds: (type: TokenType) => boolean): number[] {
  return types.flatMap((type, i) => (holds(type) ? [i] : []));
}

function readerOf({ tokenTypeIdx }: TokenType): Reader {
  return { LA_FAST: () => ({ tokenTypeIdx: tokenTypeIdx ?? 0 }) };
}

/** chevrotain's number of the token at a position. */
function indexOf(position: number): number {
  return types[position]?.tokenTypeIdx ?? 0;
}

/** Lets a parser decide as the one that was asked. */
export function decideBy(decisions: Decisions, parser: EmbeddedActionsParser): void {
  const deciding = parser as unknown as DecidingParser;
  for (const [key, sets] of Object.entries(decisions)) {
    const place = Number(key);
    deciding.lookAheadFuncsCache.set(place, isAlternation(place) ? choosing(sets) : taking(sets[0] ?? []));
  }
  deciding.selfAnalysisDone = true;
}

function choosing(sets: readonly (readonly number[])[]): Decide {
  let byToken: Map<number, number[]> | undefined;
  return function (alternatives) {
    byToken ??= alternativesByToken(sets);
    const candidates = byToken.get(this.LA_FAST(1).tokenTypeIdx);
    return candidates?.find((i) => alternatives?.[i]?.GATE?.call(this) !== false);
  };
}

function alternativesByToken(sets: readonly (readonly number[])[]): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (const [alternative, tokens] of sets.entries())
    for (const position of tokens) {
      const type = indexOf(position);
      const others = found.get(type);
      if (others) others.push(alternative);
      else found.set(type, [alternative]);
    }
  return found;
}

function taking(tokens: readonly number[]): Decide {
  let indexes: Set<number> | undefined;
  return function () {
    indexes ??= new Set(tokens.map(indexOf));
    return indexes.has(this.LA_FAST(1).tokenTypeIdx);
  };
}
