import {
  type FunctionReference,
  type Instruction,
  type Label,
  type Local,
  type MemoryOp,
  MEMORY_OPS,
  type PlainOp,
  type ValueType,
  VECTOR_OPS,
  type VectorOp,
} from '../../../src/backend/wasm/encoding/instructions.ts';
import type { WasmFunction, WasmModule } from '../../../src/backend/wasm/encoding/module.ts';

/**
 * An assembler for what `printWat` writes, and for nothing else: it reads the text as its specification says, by
 * names alone, so a name that means something else than in the tree gives other bytes.
 */
export function readWat(text: string): WasmModule {
  const [, ...fields] = parse(text.replace(/;;.*/g, ''));
  const imports: FunctionReference[] = [];
  const functions = new Map<string, FunctionReference>();
  const globals: { name: string; type: 'i32' | 'i64'; initial: bigint }[] = [];
  let memory: WasmModule['memory'];
  const bodies: { readonly field: List; readonly reference: FunctionReference }[] = [];
  const declare = (field: List, name: string): FunctionReference => {
    const types = (keyword: string): ValueType[] =>
      field.flatMap((part) => (isList(part) && part[0] === keyword ? part.slice(1).filter(isType) : []));
    const reference = { name, index: functions.size, parameters: types('param'), results: types('result') };
    functions.set(word(field[1]), reference);
    return reference;
  };
  for (const field of fields.filter(isList)) {
    if (field[0] === 'import') {
      const [kind, ...rest] = list(field[3]);
      if (kind === 'func') imports.push(declare(list(field[3]), unquote(field[2])));
      else {
        const [minimum = 0, maximum = 0] = rest.map(Number).filter((n) => !Number.isNaN(n));
        memory = { shared: rest.includes('shared'), wide: rest.includes('i64'), minimum, maximum };
      }
    } else if (field[0] === 'global') {
      const type = word(list(field[2])[1]) as 'i32' | 'i64';
      globals.push({ name: word(field[1]), type, initial: integer(list(field[3])[1]) });
    } else {
      const exported = field.find((part) => isList(part) && part[0] === 'export');
      bodies.push({ field, reference: declare(field, exported ? unquote(list(exported)[1]) : '') });
    }
  }
  const scope = { functions, globals: globals.map((g) => g.name) };
  const made = bodies.map(({ field, reference }) => readFunction(field, reference, scope));
  return { imports, ...(memory ? { memory } : {}), globals, functions: made };
}

type Node = string | List;
type List = readonly Node[];

function parse(text: string): List {
  const open: Node[][] = [[]];
  for (const token of text.match(/\(|\)|"[^"]*"|[^\s()]+/g) ?? []) {
    if (token === '(') open.push([]);
    else if (token === ')') {
      const closed = open.pop()!;
      open.at(-1)!.push(closed);
    } else open.at(-1)!.push(token);
  }
  if (open.length !== 1) throw new Error('a parenthesis is open');
  return list(open[0]![0]);
}

function isList(node: Node | undefined): node is List {
  return typeof node === 'object';
}

function isType(node: Node): node is ValueType {
  return node === 'i32' || node === 'i64' || node === 'v128';
}

function list(node: Node | undefined): List {
  if (!isList(node)) throw new Error(`a list is missing at ${node ?? 'the end'}`);
  return node;
}

function word(node: Node | undefined): string {
  if (typeof node !== 'string') throw new Error('a word is missing');
  return node;
}

function unquote(node: Node | undefined): string {
  return word(node).slice(1, -1);
}

function integer(node: Node | undefined): bigint {
  return BigInt(word(node));
}

interface Scope {
  readonly functions: ReadonlyMap<string, FunctionReference>;
  readonly globals: readonly string[];
}

function readFunction(field: List, reference: FunctionReference, { functions, globals }: Scope): WasmFunction {
  const locals = new Map<string, Local>();
  for (const part of field.filter(isList)) {
    if (part[0] !== 'param' && part[0] !== 'local') continue;
    const name = word(part[1]);
    if (locals.has(name)) throw new Error(`two locals ${name}`);
    locals.set(name, { index: locals.size, type: word(part[2]) as ValueType, name });
  }
  const found = <T>(value: T | undefined, name: Node | undefined): T => {
    if (value === undefined) throw new Error(`nothing is called ${String(name)}`);
    return value;
  };
  const localAt = (node: Node | undefined): Local => found(locals.get(word(node)), node);
  const labels: { readonly name: string; readonly label: Label }[] = [];
  const labelAt = (node: Node | undefined): Label => found(labels.findLast((l) => l.name === node)?.label, node);

  const read = (node: Node): Instruction => {
    const [head, ...rest] = list(node);
    const keyword = word(head);
    const operands = (from: number): Instruction[] => rest.slice(from).map(read);
    switch (keyword) {
      case 'i32.const':
      case 'i64.const':
        return { kind: 'const', type: keyword === 'i32.const' ? 'i32' : 'i64', value: integer(rest[0]) };
      case 'local.get':
        return { kind: 'get', local: localAt(rest[0]) };
      case 'local.set':
      case 'local.tee':
        return { kind: keyword === 'local.set' ? 'set' : 'tee', local: localAt(rest[0]), value: read(rest[1]!) };
      case 'global.get':
        return { kind: 'global.get', index: globals.indexOf(word(rest[0])) };
      case 'global.set':
        return { kind: 'global.set', index: globals.indexOf(word(rest[0])), value: read(rest[1]!) };
      case 'block':
      case 'loop': {
        const label: Label = { name: word(rest[0]) };
        const result = isList(rest[1]) && rest[1][0] === 'result' ? (word(rest[1][1]) as ValueType) : undefined;
        labels.push({ name: label.name, label });
        const body = operands(result ? 2 : 1);
        labels.pop();
        return { kind: keyword, label, ...(result ? { result } : {}), body };
      }
      case 'if': {
        const [first] = rest;
        const result = isList(first) && first[0] === 'result' ? (word(first[1]) as ValueType) : undefined;
        const [condition, then, otherwise] = result ? rest.slice(1) : rest;
        const arm = (node: Node | undefined): Instruction[] => (node ? list(node).slice(1).map(read) : []);
        return {
          kind: 'if',
          condition: read(condition!),
          then: arm(then),
          otherwise: arm(otherwise),
          ...(result ? { result } : {}),
        };
      }
      case 'br':
        return { kind: 'br', label: labelAt(rest[0]) };
      case 'br_if':
        return { kind: 'br', label: labelAt(rest[0]), condition: read(rest[1]!) };
      case 'br_table': {
        const targets = rest.slice(0, -1).map(labelAt);
        return {
          kind: 'br_table',
          labels: targets.slice(0, -1),
          otherwise: targets.at(-1)!,
          index: read(rest.at(-1)!),
        };
      }
      case 'call':
        return { kind: 'call', function: found(functions.get(word(rest[0])), rest[0]), operands: operands(1) };
      case 'return':
        return rest.length > 0 ? { kind: 'return', value: read(rest[0]!) } : { kind: 'return' };
      case 'drop':
        return { kind: 'drop', value: read(rest[0]!) };
      case 'unreachable':
        return { kind: 'unreachable' };
      case 'i8x16.shuffle':
        return { kind: 'shuffle', bytes: rest.slice(0, 16).map((byte) => Number(word(byte))), operands: operands(16) };
      default: {
        if (Object.hasOwn(VECTOR_OPS, keyword))
          return { kind: 'vector', op: keyword as VectorOp, operands: operands(0) };
        if (!Object.hasOwn(MEMORY_OPS, keyword))
          return { kind: 'plain', op: keyword as PlainOp, operands: operands(0) };
        const offset = typeof rest[0] === 'string' ? Number(rest[0].replace('offset=', '')) : 0;
        return {
          kind: 'memory',
          op: keyword as MemoryOp,
          offset,
          operands: operands(typeof rest[0] === 'string' ? 1 : 0),
        };
      }
    }
  };
  const isCode = (part: Node): part is List =>
    isList(part) && !['param', 'result', 'local', 'export'].includes(word(part[0]));
  return {
    reference,
    exported: field.some((part) => isList(part) && part[0] === 'export'),
    locals: [...locals.values()].slice(reference.parameters.length),
    body: field.filter(isCode).map(read),
  };
}
