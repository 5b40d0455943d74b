import { spanText, type Location } from '../text/source.ts';
import { diagnostic, type Diagnostic, type Fix } from './diagnostic.ts';
import { replace } from './fixes.ts';

/** 2002: calls of kernel code and C, and how it is said here. */

/** How kernel code says something, and how it is said here. `a` and `b` are the texts of the arguments. */
interface Idiom {
  readonly hint: string;
  /** Where it is not that there is nothing of that name. */
  readonly message?: string;
  /** What stands in place of the call where it is a value. */
  readonly value?: (a: string, b: string) => string;
  /** What stands in place of the call where it is a statement; empty: nothing. */
  readonly statement?: (a: string, b: string) => string;
}

const read: Idiom = {
  hint: 'write the variable itself: every read of a `var` is a read of its own, and `let r = x;` keeps what it found',
  value: (a) => a,
};
const write: Idiom = {
  hint: 'write `x = e;`: every assignment to a `var` is a store of its own',
  statement: (a, b) => `${a} = ${b}`,
};
const bug: Idiom = {
  hint: 'write `assert` with what has to be true: `assert !(condition);`, or `assert NAME: !(condition), "message";`',
  statement: (a) => `assert ${negated(a)}`,
};
const wait: Idiom = {
  hint: 'leave it out: others may run between any two steps; a loop that only waits is `await condition;`',
  statement: () => '',
};
const barrier: Idiom = {
  hint: 'leave it out: neither the compiler nor devices are part of a spec; `import kernel.barrier;` has smp_mb() and its like',
  statement: () => '',
};
const likely: Idiom = { hint: 'write the condition alone', value: (a) => a };
const change = (operator: '++' | '--'): Idiom => ({
  hint: `write \`atomic x${operator};\`: one step that reads and writes`,
  statement: (a) => `atomic ${a}${operator}`,
});
const add = (operator: '+=' | '-='): Idiom => ({
  hint: `write \`atomic x ${operator} n;\`: one step that reads and writes`,
  statement: (a, b) => `atomic ${b} ${operator} ${a}`,
});
const readModifyWrite: Idiom = {
  hint: 'write a `proc` whose body is one step: `proc f(ref x: T): T { atomic { let old = x; x = …; return old; } }`',
};
const sleepingLock: Idiom = {
  hint: 'a lock is a variable that holds its owner: `import kernel.lock;` has spin_lock() and spin_unlock() for it',
};
const memory: Idiom = {
  hint: 'there is no heap: declare a map of all objects that can exist, with a field that says which are in use',
};
const twoValues = (operator: '<' | '>'): Idiom => ({
  message: `'${operator === '<' ? 'min' : 'max'}' takes a set, not two values`,
  hint: `write \`if a ${operator} b then a else b\`; \`${operator === '<' ? 'min' : 'max'} x in S: e\` ranges over a set`,
  value: (a, b) => `(if ${a} ${operator} ${b} then ${a} else ${b})`,
});

function table(idioms: readonly (readonly [names: string, idiom: Idiom])[]): ReadonlyMap<string, Idiom> {
  return new Map(idioms.flatMap(([names, idiom]) => names.split(' ').map((name) => [name, idiom] as const)));
}

/** What kernel code and other C writes as calls, and no bundled module has. */
export const kernelIdioms = table([
  ['READ_ONCE ACCESS_ONCE rcu_dereference smp_load_acquire atomic_read atomic_long_read', read],
  ['WRITE_ONCE rcu_assign_pointer smp_store_release atomic_set', write],
  ['BUG_ON VM_BUG_ON VM_BUG_ON_PAGE VM_BUG_ON_FOLIO VM_BUG_ON_VMA VM_BUG_ON_MM', bug],
  ['WARN_ON WARN_ON_ONCE WARN_ONCE VM_WARN_ON VM_WARN_ON_ONCE VM_WARN_ON_FOLIO WARN', bug],
  ['BUG', { hint: 'write `assert false;`', statement: () => 'assert false' }],
  ['cpu_relax schedule cond_resched yield udelay ndelay msleep mdelay usleep_range sched_yield', wait],
  ['mb rmb wmb barrier', barrier],
  ['likely unlikely', likely],
  ['atomic_inc atomic_long_inc', change('++')],
  ['atomic_dec atomic_long_dec', change('--')],
  ['atomic_add', add('+=')],
  ['atomic_sub', add('-=')],
  ['atomic_inc_return atomic_dec_return atomic_add_return atomic_sub_return atomic_fetch_add', readModifyWrite],
  ['atomic_dec_and_test atomic_inc_and_test atomic_inc_not_zero atomic_add_unless', readModifyWrite],
  ['cmpxchg try_cmpxchg atomic_cmpxchg xchg atomic_xchg test_and_set fetch_and_add', readModifyWrite],
  ['mutex_lock mutex_unlock mutex_trylock pthread_mutex_lock pthread_mutex_unlock', sleepingLock],
  ['kmalloc kzalloc kfree malloc free kmem_cache_alloc kmem_cache_free', memory],
  ['wait_event', { hint: 'write `await condition;`', statement: (_, b) => `await ${b}` }],
  ['wait_for_completion', { hint: 'write `await` with what is waited for, a variable that another process sets' }],
  [
    'wake_up wake_up_all complete signal notify',
    { hint: 'leave it out: a process that waits with `await` sees the change' },
  ],
  [
    'printk pr_info pr_warn pr_err pr_debug puts',
    { hint: 'leave it out: a trace shows every value', statement: () => '' },
  ],
  [
    'lockdep_assert_held',
    { hint: 'write `assert lock == some(self);`', statement: (a) => `assert ${a} == some(self)` },
  ],
  ['test_bit', { hint: 'flags are a set: write `bit in flags`', value: (a, b) => `${a} in ${b}` }],
  ['rand random nondet get_random_u32', { hint: 'write `pick x in S;`: every value is tried' }],
  ['exit', { hint: 'write `return;`, which ends the process', statement: () => 'return' }],
  ['min min_t', twoValues('<')],
  ['max max_t', twoValues('>')],
  ['len nfull nempty', { hint: 'a channel is a sequence, and `size(q)` says how many elements it has' }],
  ['empty', { hint: 'write `size(q) == 0`', value: (a) => `size(${a}) == 0` }],
  ['full', { hint: 'write `size(q) == n`, where the type of q is `seq[n] of T`' }],
]);

function negated(condition: string): string {
  return /^[\w.[\]]+$/.test(condition) ? `!${condition}` : `!(${condition})`;
}

/**
 * A call that kernel code has and this language has not.
 * @param call the whole call
 */
export function kernelIdiom(
  at: Location,
  name: string,
  call: Location,
  given: readonly Location[],
): Diagnostic | undefined {
  const idiom = kernelIdioms.get(name);
  if (idiom === undefined) return undefined;
  return diagnostic('THPS2002', idiom.message ?? `there is no '${name}' here`, {
    at,
    hint: idiom.hint,
    fixes: fixesOf(idiom, call, given),
  });
}

function fixesOf({ value, statement }: Idiom, call: Location, given: readonly Location[]): readonly Fix[] {
  const { source, span } = call;
  const [a = '', b = ''] = given.map(spanText);
  const isStatement = /[;{}:]\s*$/.test(source.text.slice(0, span.start)) && /^\s*;/.test(source.text.slice(span.end));
  const make = isStatement ? statement : value;
  if (make === undefined) return [];
  const text = make(a, b);
  if (text !== '') return [replace(`Write '${text}'`, call, text)];
  const end = span.end + (/^\s*;/.exec(source.text.slice(span.end))?.[0].length ?? 0);
  return [replace('Remove it', { source, span: { start: span.start, end } }, '')];
}
