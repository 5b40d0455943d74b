import type { Type, Value } from '../../core/types.ts';
import { type Context, reportFailure, unitOf } from '../names/context.ts';
import type { ConstEntity, Instance } from '../names/entities.ts';

/** All instances of modules by what they are made of, so that equal imports share one. */
export class Registry {
  readonly #ctx: Context;
  readonly #instances = new Map<string, Instance>();
  /** Declared types are distinguished by number. */
  readonly #numbers = new Map<Type, number>();

  constructor(ctx: Context) {
    this.#ctx = ctx;
  }

  /** The existing instance with the same key, if there is one. */
  twinOf(candidate: Instance): Instance | undefined {
    const key = this.#keyOf(candidate);
    const twin = this.#instances.get(key);
    if (!twin) this.#instances.set(key, candidate);
    return twin;
  }

  /** What makes an instance the same as another: its module, and the values and types it was made with. */
  #keyOf(instance: Instance): string {
    const parts: string[] = [instance.module.id];
    for (const entity of instance.own.values()) {
      if (entity.kind === 'const') parts.push(`${entity.name}=${valueKey(constantValue(this.#ctx, entity))}`);
      if (entity.kind === 'type' && entity.given) parts.push(`${entity.name}:${this.#typeKey(entity.given)}`);
    }
    return parts.join('\n');
  }

  /** A text that is the same for the same type. */
  #typeKey(type: Type): string {
    switch (type.kind) {
      case 'bool':
      case 'process':
      case 'never':
      case 'formula':
        return type.kind;
      case 'int':
        return `${type.low}..${type.high}`;
      case 'option':
        return `(${this.#typeKey(type.element)})?`;
      case 'set':
        return `set(${this.#typeKey(type.element)})`;
      case 'seq':
        return `seq${type.capacity}(${this.#typeKey(type.element)})`;
      case 'map':
        return `[${this.#typeKey(type.key)}->${this.#typeKey(type.value)}]`;
      case 'tuple':
        return `(${type.elements.map((t) => this.#typeKey(t)).join(',')})`;
      case 'enum':
      case 'struct':
      case 'union':
      case 'symmetric':
      case 'opaque': {
        const number = this.#numbers.get(type) ?? this.#numbers.size;
        this.#numbers.set(type, number);
        return `#${number}`;
      }
    }
  }
}

export function valueKey(value: Value | undefined): string {
  return value === undefined ? '?' : JSON.stringify(value);
}

export function constantValue(ctx: Context, entity: ConstEntity): Value | undefined {
  try {
    return ctx.rules.constant(ctx, entity).value;
  } catch (error) {
    reportFailure({ ctx, unit: unitOf(entity.instance) }, error);
    return undefined;
  }
}
