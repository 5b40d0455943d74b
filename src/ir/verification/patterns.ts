import { isSubtype } from '../../core/relations.ts';
import type { MatchPattern } from '../../core/expression.ts';
import { InternalError } from '../../core/internal-error.ts';
import { itemAt } from '../../core/lists.ts';
import { boundBy, slotsBoundBy } from '../../core/traverse.ts';
import type { Type } from '../../core/types.ts';
import type { Location } from '../../text/source.ts';
import type { Slot } from '../system.ts';
import { isNumberLike, partTypes, payloadTypes } from './types.ts';

/** What has a value at some point of the evaluation of an expression. */
export interface NamesWithValues {
  /** Of the process or action whose expression it is. */
  readonly slots: readonly Slot[];
  /** Ids of locals of the expression. */
  readonly bound: Set<number>;
  /** Slots that a pattern of the expression has given a value. */
  readonly filled: Set<number>;
}

/** A pattern for values of a type; its names have a value from here on. */
export function verifyPattern(pattern: MatchPattern, type: Type, at: Location, names: NamesWithValues): void {
  if (type.kind === 'never') {
    // There is no such value: control never comes to what reads the names.
    for (const symbol of boundBy(pattern)) names.bound.add(symbol.id);
    for (const slot of slotsBoundBy(pattern)) names.filled.add(slot);
    return;
  }
  switch (pattern.kind) {
    case 'any':
      return;
    case 'value':
      if (!isNumberLike(type)) throw new InternalError('a pattern of a number for something else', at);
      return;
    case 'bind':
      if (!isSubtype(type, pattern.symbol.type)) throw new InternalError(`'${pattern.symbol.name}' is too narrow`, at);
      names.bound.add(pattern.symbol.id);
      return;
    case 'bindSlot': {
      const slot = names.slots[pattern.slot];
      if (!slot || !isSubtype(type, slot.type)) throw new InternalError('a pattern binds what is too narrow', at);
      names.filled.add(pattern.slot);
      return;
    }
    case 'variant': {
      const types = payloadTypes(type, pattern.tag);
      if (types?.length !== pattern.payload.length) throw new InternalError('a pattern of another union', at);
      types.forEach((part, i) => {
        verifyPattern(itemAt(pattern.payload, i), part, at, names);
      });
      return;
    }
    case 'tuple': {
      const types = partTypes(type);
      if (types?.length !== pattern.elements.length) throw new InternalError('a pattern of another tuple', at);
      types.forEach((part, i) => {
        verifyPattern(itemAt(pattern.elements, i), part, at, names);
      });
    }
  }
}
