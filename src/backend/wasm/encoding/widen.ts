import { itemAt } from '../../../core/lists.ts';
import { i64, type Instruction, op, type ValueType } from './instructions.ts';
import type { WasmModule } from './module.ts';

/**
 * Makes the code of a module with a memory of 64-bit addresses: where an address has 32 bits, as all those below 4 GiB
 * have that are known when the code is written, it is extended (memory64, now part of WebAssembly 3.0).
 */
export function widenAddresses(module: WasmModule): WasmModule {
  const globals = module.globals.map((g) => g.type);
  const functions = module.functions.map((f) => ({ ...f, body: f.body.map((i) => widen(i, globals)) }));
  return { ...module, functions };
}

function widen(i: Instruction, globals: readonly ValueType[]): Instruction {
  const all = (list: readonly Instruction[]): readonly Instruction[] => list.map((one) => widen(one, globals));
  switch (i.kind) {
    case 'memory': {
      const [address, ...others] = all(i.operands);
      return address ? { ...i, operands: [extended(address, globals), ...others] } : i;
    }
    case 'plain':
    case 'vector':
    case 'shuffle':
    case 'call':
      return { ...i, operands: all(i.operands) };
    case 'set':
    case 'tee':
    case 'global.set':
    case 'drop':
      return { ...i, value: widen(i.value, globals) };
    case 'return':
      return i.value ? { ...i, value: widen(i.value, globals) } : i;
    case 'block':
    case 'loop':
      return { ...i, body: all(i.body) };
    case 'if':
      return {
        ...i,
        condition: widen(i.condition, globals),
        then: all(i.then),
        otherwise: all(i.otherwise),
      };
    case 'br':
      return i.condition ? { ...i, condition: widen(i.condition, globals) } : i;
    case 'br_table':
      return { ...i, index: widen(i.index, globals) };
    case 'const':
    case 'get':
    case 'global.get':
    case 'unreachable':
    case 'note':
      return i;
  }
}

function extended(address: Instruction, globals: readonly ValueType[]): Instruction {
  if (typeOf(address, globals) === 'i64') return address;
  if (address.kind === 'const') return i64(Number(address.value) >>> 0);
  return op('i64.extend_i32_u', address);
}

/** Comparisons give 0 or 1, whatever they compare. */
const comparison = /^i64\.(eqz|eq|ne|[lg][te]_[su])$/;

/** The type of an operand's value. */
function typeOf(i: Instruction, globals: readonly ValueType[]): ValueType {
  switch (i.kind) {
    case 'plain':
      if (i.op === 'select') return typeOf(itemAt(i.operands, 0), globals);
      return i.op.startsWith('i64.') && !comparison.test(i.op) ? 'i64' : 'i32';
    case 'memory':
      return i.op.startsWith('i64.') ? 'i64' : 'i32';
    case 'const':
      return i.type;
    case 'get':
    case 'tee':
      return i.local.type;
    case 'global.get':
      return itemAt(globals, i.index);
    case 'call':
      return itemAt(i.function.results, 0);
    case 'block':
    case 'loop':
    case 'if':
      if (i.result !== undefined) return i.result;
      break;
    default:
  }
  throw new Error(`'${i.kind}' has no value`);
}
