import { MAX_NESTING, NoTrace, rangeOf, type TlaValue } from './value.ts';

const TOKEN = /\s*(<<|>>|\|->|:>|@@|\/\\|\.\.|[{}[\](),=]|\w*[A-Za-z_]\w*|-?\d+|"(?:[^"\\]|\\.)*")/y;

const NAME = /^\w*[A-Za-z_]\w*$/;

/** Reads what TLC prints of values, token by token. */
export class TlaReader {
  readonly #text: string;
  /** Of the first line in what is read, from 0; undefined where it is no file. */
  readonly #firstLine: number | undefined;
  #at = 0;
  /** Empty at the end. */
  #token = '';

  constructor(lines: readonly string[], firstLine?: number) {
    this.#text = lines.join('\n').trimEnd();
    this.#firstLine = firstLine;
    this.#advance();
  }

  get token(): string {
    return this.#token;
  }

  get isAtEnd(): boolean {
    return this.#token === '';
  }

  #advance(): void {
    if (this.#at >= this.#text.length) {
      this.#token = '';
      return;
    }
    TOKEN.lastIndex = this.#at;
    const token = TOKEN.exec(this.#text)?.[1];
    if (token === undefined) this.refuse();
    this.#token = token;
    this.#at = TOKEN.lastIndex;
  }

  /** Goes over the present token. */
  take(): string {
    const token = this.#token;
    this.#advance();
    return token;
  }

  /** Goes over a token if it stands here. */
  skip(token: string): boolean {
    if (this.#token !== token) return false;
    this.#advance();
    return true;
  }

  expect(token: string): void {
    if (!this.skip(token)) this.refuse(`'${token}'`);
  }

  name(): string {
    if (!NAME.test(this.#token)) this.refuse('a name');
    return this.take();
  }

  integer(): number {
    if (!/^-?\d+$/.test(this.#token)) this.refuse('a number');
    return Number(this.take());
  }

  refuse(wanted = 'a value'): never {
    const rest = this.#token === '' ? this.#text.slice(this.#at).trim() : this.#token;
    const line = this.#text.slice(0, this.#at).split('\n').length;
    const place = this.#firstLine === undefined ? '' : `line ${this.#firstLine + line}: `;
    const shown = rest.slice(0, 20).split('\n')[0] ?? '';
    throw new NoTrace(`${place}there should be ${wanted}, and there is ${shown === '' ? 'nothing' : `'${shown}'`}`);
  }
}

/** A value as TLC prints it. @throws NoTrace */
export function readValue(reader: TlaReader, depth = 0): TlaValue {
  if (depth > MAX_NESTING) throw new NoTrace('its values are nested too deeply');
  const { token } = reader;
  const inner = (): TlaValue => readValue(reader, depth + 1);
  if (token === '<<') return { kind: 'elements', are: 'sequence', elements: listed(reader, '<<', '>>', inner) };
  if (token === '{') return { kind: 'elements', are: 'set', elements: listed(reader, '{', '}', inner) };
  if (token === '[') return { kind: 'members', are: 'record', members: new Map(fieldsIn(reader, inner)) };
  if (token === '(') return functionIn(reader, inner);
  if (token === 'TRUE' || token === 'FALSE') return { kind: 'boolean', value: reader.take() === 'TRUE' };
  if (token.startsWith('"')) return { kind: 'word', text: unquoted(reader.take()) };
  if (/^-?\d+$/.test(token)) {
    const low = reader.integer();
    return reader.skip('..') ? rangeOf(low, reader.integer()) : { kind: 'integer', value: low };
  }
  if (token === 'SUBSET') throw new NoTrace('a set of sets in it is not listed (`SUBSET …`)');
  if (!NAME.test(token)) reader.refuse();
  return { kind: 'word', text: reader.take() };
}

function listed<T>(reader: TlaReader, open: string, close: string, element: () => T): readonly T[] {
  reader.expect(open);
  const elements: T[] = [];
  if (reader.skip(close)) return elements;
  do elements.push(element());
  while (reader.skip(','));
  reader.expect(close);
  return elements;
}

/** `[f |-> 1, g |-> "a"]` */
function fieldsIn(reader: TlaReader, inner: () => TlaValue): readonly (readonly [string, TlaValue])[] {
  return listed(reader, '[', ']', () => {
    const name = reader.name();
    reader.expect('|->');
    return [name, inner()];
  });
}

/** `(0 :> "idle" @@ 1 :> "busy")` */
function functionIn(reader: TlaReader, inner: () => TlaValue): TlaValue {
  reader.expect('(');
  const entries: (readonly [TlaValue, TlaValue])[] = [];
  do {
    const key = inner();
    reader.expect(':>');
    entries.push([key, inner()]);
  } while (reader.skip('@@'));
  reader.expect(')');
  return { kind: 'function', entries };
}

function unquoted(text: string): string {
  return text.slice(1, -1).replaceAll(/\\(.)/gs, (_, c: string) => (c === 'n' ? '\n' : c === 't' ? '\t' : c));
}
