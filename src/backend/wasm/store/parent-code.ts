import {
  block,
  br,
  brIf,
  get,
  i32,
  type Instruction,
  type Local,
  loop,
  memory,
  op,
  set,
  when,
} from '../encoding/instructions.ts';
import type { Locals } from '../encoding/module.ts';
import { CONTROL, SAMPLE, SAMPLE_BYTES } from './memory-map.ts';
import { load, store, type StoreCode } from './store-code.ts';

/**
 * Code that appends the parents of states in breadth-first order: each as the difference from the previous one, seven
 * bits in a byte, with samples at which reading can begin.
 */
export class ParentCode {
  readonly #code: StoreCode;
  readonly #end: Local;
  readonly #last: Local;
  readonly #delta: Local;

  constructor(code: StoreCode, locals: Locals) {
    this.#code = code;
    this.#end = locals.fresh(code.addressType, 'parents');
    this.#last = locals.fresh('i32', 'last');
    this.#delta = locals.fresh('i32', 'delta');
  }

  begin(): Instruction[] {
    return [set(this.#end, this.#code.base(CONTROL.parentsEnd)), set(this.#last, load(CONTROL.lastParent))];
  }

  /** @param state the number of the state; it and that of the parent may be emitted any number of times */
  append(state: () => Instruction, parent: () => Instruction): Instruction[] {
    const delta = get(this.#delta);
    return [
      set(this.#delta, op('i32.sub', parent(), get(this.#last))),
      set(this.#last, parent()),
      block('short', (short) => [
        loop('long', (again) => [
          brIf(short, op('i32.lt_u', delta, i32(128))),
          ...this.#appendByte(op('i32.or', delta, i32(128))),
          set(this.#delta, op('i32.shr_u', delta, i32(7))),
          br(again),
        ]),
      ]),
      ...this.#appendByte(delta),
      when(op('i32.eqz', op('i32.and', state(), i32(SAMPLE - 1))), [
        memory('i32.store', 0, this.#sample(state()), get(this.#last)),
        memory('i32.store', 4, this.#sample(state()), this.#offset()),
      ]),
    ];
  }

  end(): Instruction[] {
    return [store(CONTROL.lastParent, get(this.#last)), this.#code.setBase(CONTROL.parentsEnd, get(this.#end))];
  }

  #appendByte(byte: Instruction): Instruction[] {
    return [
      memory('i32.store8', 0, get(this.#end), byte),
      set(this.#end, this.#code.element(get(this.#end), i32(1), 1)),
    ];
  }

  #sample(state: Instruction): Instruction {
    const number = op('i32.shr_u', state, i32(Math.log2(SAMPLE)));
    return this.#code.element(this.#code.base(CONTROL.samples), number, SAMPLE_BYTES);
  }

  #offset(): Instruction {
    const { wide } = this.#code.kind;
    const distance = op(wide ? 'i64.sub' : 'i32.sub', get(this.#end), this.#code.base(CONTROL.parents));
    return wide ? op('i32.wrap_i64', distance) : distance;
  }
}
