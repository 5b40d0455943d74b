/** A value of TLA+ as other checkers write it; what it stands for in the spec is known once its type is. */
export type TlaValue =
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'integer'; readonly value: number }
  /** A string or a model value. */
  | { readonly kind: 'word'; readonly text: string }
  /** JSON of TLC does not tell sets from sequences. */
  | { readonly kind: 'elements'; readonly are: 'set' | 'sequence' | 'either'; readonly elements: readonly TlaValue[] }
  | { readonly kind: 'function'; readonly entries: readonly (readonly [TlaValue, TlaValue])[] }
  /** A record, which is a function of strings as well; in JSON of TLC other functions, with keys as TLC prints them. */
  | {
      readonly kind: 'members';
      readonly are: 'record' | 'either';
      readonly members: ReadonlyMap<string, TlaValue>;
    };

/** A run that another checker found of an exported module. */
export interface ForeignTrace {
  readonly states: readonly ForeignState[];
  /** Where the run goes on after its last state: back to the state of this number, or nowhere for ever. Absent: it is finite. */
  readonly loop?: { readonly to: number; readonly by?: string } | 'stutters';
  /** What the module is called, where it is said. */
  readonly module?: string;
  /** What the checker says is violated, where it says so. */
  readonly violated?: string;
}

export interface ForeignState {
  readonly variables: ReadonlyMap<string, TlaValue>;
  /** The operator of the module that led to it, where it is said. */
  readonly by?: string;
}

/** A text that is no trace. */
export class NoTrace extends Error {
  /** @param reason a clause */
  constructor(reason: string) {
    super(reason);
    this.name = 'NoTrace';
  }
}

/** Levels of values within each other. */
export const MAX_NESTING = 100;

/** Elements that a range such as `1..3` may have. */
const MAX_RANGE = 65_536;

/** `low..high` @throws NoTrace */
export function rangeOf(low: number, high: number): TlaValue {
  const count = Math.max(0, high - low + 1);
  if (count > MAX_RANGE) throw new NoTrace(`the range ${low}..${high} is too large`);
  const elements = Array.from({ length: count }, (_, i): TlaValue => ({ kind: 'integer', value: low + i }));
  return { kind: 'elements', are: 'set', elements };
}

/** The most that a message shows of a value. */
const SHOWN = 60;

/** A value as TLC would print it, cut where it is long. */
export function show(value: TlaValue): string {
  const text = print(value, SHOWN);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

/** @param room the rest of what is longer is of no interest */
function print(value: TlaValue, room: number): string {
  const list = (parts: Iterable<() => string>, between = ', '): string => {
    let text = '';
    for (const part of parts) {
      if (text.length > room) break;
      text += (text === '' ? '' : between) + part();
    }
    return text;
  };
  switch (value.kind) {
    case 'boolean':
      return value.value ? 'TRUE' : 'FALSE';
    case 'integer':
      return String(value.value);
    case 'word':
      return JSON.stringify(value.text);
    case 'elements': {
      const inner = list(value.elements.map((one) => () => print(one, room)));
      return value.are === 'set' ? `{${inner}}` : value.are === 'sequence' ? `<<${inner}>>` : `[${inner}]`;
    }
    case 'function': {
      const parts = value.entries.map(
        ([key, of]) =>
          () =>
            `${print(key, room)} :> ${print(of, room)}`,
      );
      return `(${list(parts, ' @@ ')})`;
    }
    case 'members':
      return `[${list(
        [...value.members].map(
          ([key, of]) =>
            () =>
              `${key} |-> ${print(of, room)}`,
        ),
      )}]`;
  }
}
