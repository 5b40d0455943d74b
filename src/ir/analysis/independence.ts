import type { Expr } from '../../core/expression.ts';
import { actorsOf } from '../actors.ts';
import { expressionsOf } from '../operations/slot-uses.ts';
import type { Actor, Step, TransitionSystem } from '../system.ts';
import { EffectCollector, type Effects, type Location, meet, positionsUnseen, textOf } from './effects.ts';
import { type Relation, Relations } from './relations.ts';

/**
 * Which steps of different actors are independent: in every state in which both are enabled neither disables the other,
 * both orders lead to the same states, and each has the same outcomes before and after the other (Godefroid,
 * "Partial-Order Methods for the Verification of Concurrent Systems", LNCS 1032, definition 3.1). A sufficient
 * condition, as there: what one writes the other neither reads nor writes.
 *
 * Where they touch elements of one map whose indices they read from the state, they may be independent in some states:
 * those in which the indices differ.
 */
export interface Independence {
  /** Steps fall into classes that touch the same; each step of a class conflicts with the same classes. */
  readonly classes: number;
  /** The class of an actor's step: by the number of the actor and the control point where it begins, 0 for an action. */
  readonly classOf: (actor: number, point: number) => number;
  /** What is known of a step of a class, and of one of another class that is enabled before and after it. */
  readonly relation: (taken: number, other: number) => Relation;
  /** For a class, the conditions of its `unless` relations. */
  readonly exceptions: (other: number) => readonly Expr[];
  /** Whether a step of a class may change what a condition says of the state; by the number of the condition. */
  readonly mayChange: (stepClass: number, condition: number) => boolean;
}

/** Actors, classes and locations of all classes at most: what is compared grows with the square of the last two. */
const MAX_ACTORS = 4_096;
const MAX_CLASSES = 512;
const MAX_LOCATIONS = 8_192;

/** What looks at steps and at states from outside. */
export interface Observers {
  /**
   * Looks at a step, at the states before and after it. What this reads counts as read by the step: so it is the same
   * of it before and after an independent one.
   */
  readonly ofStep: (step: Step) => readonly Expr[];
  /** Look at one state. */
  readonly ofStates: readonly Expr[];
}

const NOBODY: Observers = { ofStep: () => [], ofStates: [] };

/** Undefined where there is too much to compare, or only one actor. */
export function independenceOf(system: TransitionSystem, observers: Observers = NOBODY): Independence | undefined {
  const actors = actorsOf(system);
  if (actors.length < 2 || actors.length > MAX_ACTORS) return undefined;
  const unseen = positionsUnseen(codeOf(system, observers), system);
  const conditions = new Conditions(system, observers.ofStates);
  const classes = new Map<string, number>();
  const members: Member[] = [];
  let locations = 0;
  const classesOfActors: number[][] = [];
  for (const actor of actors) {
    const collector = new EffectCollector(actor, system);
    const own: number[] = [];
    for (const step of stepsOf(actor, system)) {
      const member = step && memberOf(collector.effectsOf(step, observers.ofStep(step)), unseen, conditions);
      const known = member && classes.get(member.text);
      own.push(member ? (known ?? members.push(member) - 1) : NO_STEP);
      if (!member || known !== undefined) continue;
      classes.set(member.text, members.length - 1);
      locations += member.reads.length + member.writes.length;
      if (members.length > MAX_CLASSES || locations > MAX_LOCATIONS) return undefined;
    }
    classesOfActors.push(own);
  }
  const relations = new Relations(members);
  return {
    classes: members.length,
    classOf: (actor, point) => classesOfActors[actor]?.[point] ?? NO_STEP,
    relation: (taken, other) => relations.of(taken, other),
    exceptions: (other) => relations.exceptions(other),
    mayChange: (stepClass, condition) => members[stepClass]?.changes.has(condition) ?? true,
  };
}

/** In the place of a class where an actor takes no step. */
const NO_STEP = -1;

/** The steps that an actor may take, by control point. */
function stepsOf(actor: Actor, system: TransitionSystem): readonly (Step | undefined)[] {
  if (actor.kind === 'action') return [system.steps[system.actions[actor.action]?.step ?? -1]];
  return actor.family.points.map(({ step }) => (step === undefined ? undefined : system.steps[step]));
}

/** What steps compute, and what looks at them. */
function codeOf({ steps }: TransitionSystem, { ofStep }: Observers): ReadonlySet<Expr> {
  return new Set(
    steps.flatMap((step) => [
      ...(step.guard ? [step.guard] : []),
      ...step.operations.flatMap(expressionsOf),
      ...ofStep(step),
    ]),
  );
}

/** What the steps of a class have in common. */
interface Member extends Effects {
  /** Conditions that may change, by number. */
  readonly changes: ReadonlySet<number>;
  /** The same for steps of one class. */
  readonly text: string;
}

function memberOf(effects: Effects, unseen: ReadonlySet<string>, conditions: Conditions): Member {
  const { reads } = effects;
  const changes = conditions.changedBy(effects.writes);
  const writes = effects.writes.filter(({ root }) => !unseen.has(root));
  const text = [reads, writes].map((locations) => locations.map(textOf).sort().join(' '));
  return { reads, writes, changes, text: [...text, [...changes].join(' ')].join('|') };
}

/** What conditions of states read. */
class Conditions {
  readonly #byRoot = new Map<string, { readonly condition: number; readonly read: Location }[]>();

  constructor(system: TransitionSystem, conditions: readonly Expr[]) {
    const collector = new EffectCollector(undefined, system);
    conditions.forEach((expr, condition) => {
      for (const read of collector.readsOf(expr)) {
        const some = this.#byRoot.get(read.root) ?? [];
        this.#byRoot.set(read.root, some);
        some.push({ condition, read });
      }
    });
  }

  changedBy(writes: readonly Location[]): ReadonlySet<number> {
    const changed = writes.flatMap((write) =>
      (this.#byRoot.get(write.root) ?? [])
        .filter(({ read }) => meet([read], [write]))
        .map(({ condition }) => condition),
    );
    return new Set(changed.sort((a, b) => a - b));
  }
}
