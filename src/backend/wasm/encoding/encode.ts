import {
  type FunctionReference,
  type Instruction,
  type Label,
  MEMORY_OPS,
  PLAIN_OPS,
  type ValueType,
  VECTOR_OPS,
} from './instructions.ts';
import type { WasmFunction, WasmModule } from './module.ts';

/** Writes a module as bytes (WebAssembly Core Specification 2.0, section 5: binary format). */

/** Bytes that grow: writing is the bulk of compile time, so it is one buffer. */
class Bytes {
  #buffer = new Uint8Array(1024);
  length = 0;

  byte(value: number): void {
    if (this.length === this.#buffer.length) this.#grow(1);
    this.#buffer[this.length++] = value;
  }

  raw(values: ArrayLike<number>): void {
    if (this.length + values.length > this.#buffer.length) this.#grow(values.length);
    this.#buffer.set(values, this.length);
    this.length += values.length;
  }

  #grow(by: number): void {
    const larger = new Uint8Array(Math.max(this.#buffer.length * 2, this.length + by));
    larger.set(this.#buffer.subarray(0, this.length));
    this.#buffer = larger;
  }

  unsigned(value: number): void {
    let v = value;
    do {
      const low = v % 128;
      v = Math.floor(v / 128);
      this.byte(v === 0 ? low : low | 0x80);
    } while (v !== 0);
  }

  signed(value: bigint): void {
    let v = value;
    for (;;) {
      const low = Number(v & 0x7fn);
      v >>= 7n;
      const last = (v === 0n && (low & 0x40) === 0) || (v === -1n && (low & 0x40) !== 0);
      this.byte(last ? low : low | 0x80);
      if (last) return;
    }
  }

  /** 32-bit constants are most of what is written. */
  signed32(value: number): void {
    let v = value | 0;
    for (;;) {
      const low = v & 0x7f;
      v >>= 7;
      const last = (v === 0 && (low & 0x40) === 0) || (v === -1 && (low & 0x40) !== 0);
      this.byte(last ? low : low | 0x80);
      if (last) return;
    }
  }

  text(value: string): void {
    const bytes = new TextEncoder().encode(value);
    this.unsigned(bytes.length);
    this.raw(bytes);
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return this.#buffer.slice(0, this.length);
  }
}

const TYPE_CODES = { i32: 0x7f, i64: 0x7e, v128: 0x7b } as const;

export function encode(module: WasmModule): Uint8Array<ArrayBuffer> {
  const out = new Bytes();
  out.raw([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);
  const types = new FunctionTypes([...module.imports, ...module.functions.map((f) => f.reference)]);
  const exported = module.functions.filter((f) => f.exported);
  section(out, 1, types.all, writeType);
  section(out, 2, [...module.imports, ...(module.memory ? [module.memory] : [])], (one, body) => {
    body.text('engine');
    if ('name' in one) writeImport(one, types, body);
    else writeMemory(one, body);
  });
  section(out, 3, module.functions, (f, body) => body.unsigned(types.indexOf(f.reference)));
  section(out, 6, module.globals, writeGlobal);
  section(out, 7, exported, ({ reference }, body) => {
    body.text(reference.name);
    body.byte(0x00);
    body.unsigned(reference.index);
  });
  section(out, 10, module.functions, (f, body) => {
    const code = functionBody(f);
    body.unsigned(code.length);
    body.raw(code);
  });
  return out.bytes();
}

/** Writes a section, unless it has no entries. */
function section<T>(out: Bytes, id: number, entries: readonly T[], write: (entry: T, body: Bytes) => void): void {
  if (entries.length === 0) return;
  const body = new Bytes();
  body.unsigned(entries.length);
  for (const entry of entries) write(entry, body);
  out.byte(id);
  out.unsigned(body.length);
  out.raw(body.bytes());
}

type FunctionType = Pick<FunctionReference, 'parameters' | 'results'>;

/** The types of the functions of a module, each once, in the order of their first use. */
class FunctionTypes {
  readonly #types = new Map<string, { readonly index: number; readonly type: FunctionType }>();

  constructor(functions: readonly FunctionReference[]) {
    for (const f of functions) this.indexOf(f);
  }

  get all(): readonly FunctionType[] {
    return [...this.#types.values()].map(({ type }) => type);
  }

  indexOf({ parameters, results }: FunctionType): number {
    const key = `${parameters.join()}>${results.join()}`;
    const entry = this.#types.get(key) ?? { index: this.#types.size, type: { parameters, results } };
    this.#types.set(key, entry);
    return entry.index;
  }
}

function writeType({ parameters, results }: FunctionType, out: Bytes): void {
  out.byte(0x60);
  for (const list of [parameters, results]) {
    out.unsigned(list.length);
    for (const type of list) out.byte(TYPE_CODES[type]);
  }
}

function writeImport(f: FunctionReference, types: FunctionTypes, out: Bytes): void {
  out.text(f.name);
  out.byte(0x00);
  out.unsigned(types.indexOf(f));
}

function writeMemory({ shared, wide, minimum, maximum }: NonNullable<WasmModule['memory']>, out: Bytes): void {
  out.text('memory');
  out.byte(0x02);
  out.byte(0x01 | (shared ? 0x02 : 0) | (wide ? 0x04 : 0));
  out.unsigned(minimum);
  out.unsigned(maximum);
}

function writeGlobal({ type, initial }: WasmModule['globals'][number], out: Bytes): void {
  out.byte(TYPE_CODES[type]);
  out.byte(0x01);
  writeConstant(type, initial, out);
  out.byte(0x0b);
}

function writeConstant(type: 'i32' | 'i64', value: number | bigint, out: Bytes): void {
  if (type === 'i32') {
    out.byte(0x41);
    out.signed32(Number(value));
  } else {
    out.byte(0x42);
    out.signed(BigInt.asIntN(64, BigInt(value)));
  }
}

function functionBody(f: WasmFunction): Uint8Array {
  const out = new Bytes();
  const runs: { type: ValueType; count: number }[] = [];
  for (const local of f.locals) {
    const last = runs.at(-1);
    if (last?.type === local.type) last.count++;
    else runs.push({ type: local.type, count: 1 });
  }
  out.unsigned(runs.length);
  for (const { type, count } of runs) {
    out.unsigned(count);
    out.byte(TYPE_CODES[type]);
  }
  const labels: Label[] = [];
  for (const instruction of f.body) writeInstruction(instruction, out, labels);
  out.byte(0x0b);
  return out.bytes();
}

function depthOf(label: Label, labels: readonly Label[]): number {
  const at = labels.lastIndexOf(label);
  if (at < 0) throw new Error(`branch to '${label.name}', which is not around it`);
  return labels.length - 1 - at;
}

function writeInstruction(i: Instruction, out: Bytes, labels: Label[]): void {
  const operands = (list: readonly Instruction[]): void => {
    for (const o of list) writeInstruction(o, out, labels);
  };
  switch (i.kind) {
    case 'plain':
      operands(i.operands);
      out.byte(PLAIN_OPS[i.op]);
      return;
    case 'vector':
      operands(i.operands);
      out.byte(0xfd);
      out.unsigned(VECTOR_OPS[i.op]);
      return;
    case 'shuffle':
      operands(i.operands);
      out.raw([0xfd, 0x0d]);
      out.raw(i.bytes);
      return;
    case 'const':
      writeConstant(i.type, i.value, out);
      return;
    case 'get':
      out.byte(0x20);
      out.unsigned(i.local.index);
      return;
    case 'set':
    case 'tee':
      operands([i.value]);
      out.byte(i.kind === 'set' ? 0x21 : 0x22);
      out.unsigned(i.local.index);
      return;
    case 'global.get':
      out.byte(0x23);
      out.unsigned(i.index);
      return;
    case 'global.set':
      operands([i.value]);
      out.byte(0x24);
      out.unsigned(i.index);
      return;
    case 'memory': {
      operands(i.operands);
      const [opcode, align] = MEMORY_OPS[i.op];
      out.raw(opcode);
      out.unsigned(align);
      out.unsigned(i.offset);
      return;
    }
    case 'block':
    case 'loop':
      out.byte(i.kind === 'block' ? 0x02 : 0x03);
      out.byte(i.result ? TYPE_CODES[i.result] : 0x40);
      labels.push(i.label);
      operands(i.body);
      labels.pop();
      out.byte(0x0b);
      return;
    case 'if':
      operands([i.condition]);
      out.byte(0x04);
      out.byte(i.result ? TYPE_CODES[i.result] : 0x40);
      labels.push(NO_LABEL);
      operands(i.then);
      if (i.otherwise.length > 0) {
        out.byte(0x05);
        operands(i.otherwise);
      }
      labels.pop();
      out.byte(0x0b);
      return;
    case 'br':
      if (i.condition) operands([i.condition]);
      out.byte(i.condition ? 0x0d : 0x0c);
      out.unsigned(depthOf(i.label, labels));
      return;
    case 'br_table':
      operands([i.index]);
      out.byte(0x0e);
      out.unsigned(i.labels.length);
      for (const label of i.labels) out.unsigned(depthOf(label, labels));
      out.unsigned(depthOf(i.otherwise, labels));
      return;
    case 'call':
      operands(i.operands);
      out.byte(0x10);
      out.unsigned(i.function.index);
      return;
    case 'return':
      if (i.value) operands([i.value]);
      out.byte(0x0f);
      return;
    case 'drop':
      operands([i.value]);
      out.byte(0x1a);
      return;
    case 'unreachable':
      out.byte(0x00);
      return;
    case 'note':
      return;
  }
}

const NO_LABEL: Label = { name: '' };
