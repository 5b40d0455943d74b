import type {
  CheckConstant,
  CheckEdit,
  CheckRange,
  Clause,
  Declaration,
  Expectation,
  Field,
  File,
  Header,
  ImportBinding,
  Parameter,
  Variant,
  ScenarioStep,
  StepName,
  Violated,
} from './declarations.ts';
import type { ArmExpression, Binder, Expression, FieldValue, Update } from './expressions.ts';
import type { Identifier, Path } from './node.ts';
import type { Pattern } from './patterns.ts';
import type { Arm, Statement } from './statements.ts';
import type { TypeExpression } from './types.ts';

/**
 * The syntax tree of a .thps file: what was written, and nothing that has to be looked up. The nodes are
 * declared by subject; what they consist of is in parts.ts, as a table.
 */
export type * from './declarations.ts';
export type * from './expressions.ts';
export type * from './node.ts';
export type * from './patterns.ts';
export type * from './statements.ts';
export type * from './types.ts';

/** Every kind of node of the tree. */
export type AnyNode =
  | File
  | Header
  | Path
  | Identifier
  | Declaration
  | ImportBinding
  | Field
  | Variant
  | Parameter
  | Clause
  | CheckRange
  | CheckConstant
  | CheckEdit
  | Expectation
  | Violated
  | StepName
  | ScenarioStep
  | Statement
  | Arm
  | Expression
  | Binder
  | Update
  | ArmExpression
  | FieldValue
  | TypeExpression
  | Pattern;

export type NodeKind = AnyNode['kind'];
export type NodeOf<K extends NodeKind> = Extract<AnyNode, { readonly kind: K }>;
