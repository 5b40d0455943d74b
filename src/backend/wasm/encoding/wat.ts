import { valueAt, zip } from '../../../core/lists.ts';
import type { FunctionReference, Instruction, Label, Local } from './instructions.ts';
import type { WasmFunction, WasmModule } from './module.ts';
import { noteText } from './note.ts';
import { atom, block, comment, flow, type Layout, list, printLayout } from './wat-layout.ts';
import { identifier, Names, parameterNames } from './wat-names.ts';

/**
 * Writes a module as text (WebAssembly Core Specification 2.0, section 6: text format): folded S-expressions, a
 * statement on each line, names for everything that has one, and the notes of the compiler as comments. It is the
 * tree that `encode` writes; an assembler makes the same module of it.
 */
export function printWat(module: WasmModule): string {
  const names = new Names();
  const functions = new Map<FunctionReference, string>(
    [...module.imports, ...module.functions.map((f) => f.reference)].map((f) => [f, names.unique(f.name)]),
  );
  const globalNames = new Names();
  const globals = module.globals.map((g) => globalNames.unique(g.name));
  const scope = { functions, globals };

  const lines = ['(module'];
  for (const f of module.imports)
    lines.push(`  (import "engine" "${f.name}" (func ${valueAt(functions, f)}${signature(f)}))`);
  if (module.memory) {
    const { shared, wide, minimum, maximum } = module.memory;
    lines.push(
      `  (import "engine" "memory" (memory ${wide ? 'i64 ' : ''}${minimum} ${maximum}${shared ? ' shared' : ''}))`,
    );
  }
  for (const [{ type, initial }, name] of zip(module.globals, globals))
    lines.push(`  (global ${name} (mut ${type}) (${type}.const ${initial}))`);
  for (const f of module.functions) lines.push('', ...new FunctionPrinter(f, scope).print());
  lines.push(')');
  return `${lines.join('\n')}\n`;
}

function signature({ parameters, results }: FunctionReference): string {
  const part = (name: string, types: readonly string[]): string =>
    types.length === 0 ? '' : ` (${name} ${types.join(' ')})`;
  return part('param', parameters) + part('result', results);
}

interface Scope {
  readonly functions: ReadonlyMap<FunctionReference, string>;
  readonly globals: readonly string[];
}

/** Operators of which constants are masks: easier to read in hexadecimal digits. */
const bitwise = new Set(['i32.and', 'i32.or', 'i32.xor', 'i64.and', 'i64.or', 'i64.xor']);

class FunctionPrinter {
  readonly #function: WasmFunction;
  readonly #scope: Scope;
  readonly #locals = new Map<number, string>();
  /** Labels around the place that is being written, with names that no other of them has. */
  readonly #labels: { readonly label: Label; readonly name: string }[] = [];

  constructor(f: WasmFunction, scope: Scope) {
    this.#function = f;
    this.#scope = scope;
    const names = new Names();
    const own = parameterNames(f);
    f.reference.parameters.forEach((_, i) => this.#locals.set(i, names.unique(own.get(i) ?? `p${i}`)));
    for (const local of f.locals) this.#locals.set(local.index, names.unique(local.name));
  }

  print(): string[] {
    const { reference, exported, locals, body, note } = this.#function;
    const parameters = reference.parameters.map((type, i) => atom(`(param ${valueAt(this.#locals, i)} ${type})`));
    const results = reference.results.map((type) => atom(`(result ${type})`));
    const declared = locals.map((l) => atom(`(local ${valueAt(this.#locals, l.index)} ${l.type})`));
    const head = [
      `func ${valueAt(this.#scope.functions, reference)}`,
      ...(exported ? [`(export "${reference.name}")`] : []),
    ].join(' ');
    return [
      ...(note === undefined ? [] : printLayout(comment(note), 1)),
      ...printLayout(
        block({ head, first: flow([...parameters, ...results]) }, [flow(declared), ...this.#all(body)]),
        1,
      ),
    ];
  }

  #all(list: readonly Instruction[]): Layout[] {
    return list.map((i) => this.#instruction(i));
  }

  #instruction(i: Instruction): Layout {
    switch (i.kind) {
      case 'plain':
        if (!bitwise.has(i.op)) return list(i.op, this.#all(i.operands));
        return list(
          i.op,
          i.operands.map((o) => (o.kind === 'const' ? atom(constantText(o, 10n)) : this.#instruction(o))),
        );
      case 'vector':
        return list(i.op, this.#all(i.operands));
      case 'shuffle':
        return list(`i8x16.shuffle ${i.bytes.join(' ')}`, this.#all(i.operands));
      case 'const':
        return atom(constantText(i, 65_536n));
      case 'get':
        return atom(`(local.get ${this.#local(i.local)})`);
      case 'set':
      case 'tee':
        return list(`local.${i.kind} ${this.#local(i.local)}`, [this.#instruction(i.value)]);
      case 'global.get':
        return atom(`(global.get ${this.#scope.globals[i.index] ?? i.index})`);
      case 'global.set':
        return list(`global.set ${this.#scope.globals[i.index] ?? i.index}`, [this.#instruction(i.value)]);
      case 'memory':
        return list(i.offset === 0 ? i.op : `${i.op} offset=${i.offset}`, this.#all(i.operands));
      case 'block':
      case 'loop': {
        const name = this.#enter(i.label);
        const body = this.#all(i.body);
        this.#labels.pop();
        return block({ head: `${i.kind} ${name}${resultText(i.result)}`, closing: name }, body);
      }
      case 'if': {
        const then = this.#all(i.then);
        const otherwise = i.otherwise.length > 0 ? [this.#all(i.otherwise)] : [];
        const condition = this.#instruction(i.condition);
        const head = `if${resultText(i.result)}`;
        // With a result it stands inside of an expression.
        if (i.result !== undefined)
          return list(head, [condition, list('then', then), ...otherwise.map((body) => list('else', body))]);
        return block({ head, first: condition }, [
          block({ head: 'then' }, then),
          ...otherwise.map((body) => block({ head: 'else' }, body)),
        ]);
      }
      case 'br':
        return i.condition
          ? list(`br_if ${this.#label(i.label)}`, [this.#instruction(i.condition)])
          : atom(`(br ${this.#label(i.label)})`);
      case 'br_table':
        return list('br_table', [
          ...[...i.labels, i.otherwise].map((label) => atom(this.#label(label))),
          this.#instruction(i.index),
        ]);
      case 'call':
        return list(`call ${this.#scope.functions.get(i.function) ?? i.function.index}`, this.#all(i.operands));
      case 'return':
        return list('return', i.value ? [this.#instruction(i.value)] : []);
      case 'drop':
        return list('drop', [this.#instruction(i.value)]);
      case 'unreachable':
        return atom('(unreachable)');
      case 'note':
        return comment(noteText(i));
    }
  }

  #local(local: Local): string {
    return this.#locals.get(local.index) ?? String(local.index);
  }

  #enter(label: Label): string {
    const wanted = identifier(label.name);
    let name = wanted;
    for (let n = 2; this.#labels.some((one) => one.name === name); n++) name = `${wanted}#${n}`;
    this.#labels.push({ label, name });
    return name;
  }

  #label(label: Label): string {
    const found = this.#labels.findLast((one) => one.label === label);
    if (!found) throw new Error(`branch to '${label.name}', which is not around it`);
    return found.name;
  }
}

function resultText(result: string | undefined): string {
  return result === undefined ? '' : ` (result ${result})`;
}

/** Numbers as people read them: masks, hashes and addresses from `hexadecimalFrom` on in hexadecimal digits. */
function constantText({ type, value }: Extract<Instruction, { kind: 'const' }>, hexadecimalFrom: bigint): string {
  const bits = type === 'i32' ? 32 : 64;
  const signed = BigInt.asIntN(bits, BigInt(value));
  const size = signed < 0n ? -signed : signed;
  const text = size < hexadecimalFrom ? String(signed) : `0x${BigInt.asUintN(bits, signed).toString(16)}`;
  return `(${type}.const ${text})`;
}
