import type { Explanation } from '../explanation.ts';
import { bodyExplanations } from './bodies.ts';
import { driverExplanations } from './driver.ts';
import { explorationExplanations } from './exploration.ts';
import { habitExplanations } from './habits.ts';
import { memoryExplanations } from './memory.ts';
import { moduleExplanations } from './modules.ts';
import { nameExplanations } from './names.ts';
import { stepExplanations } from './steps.ts';
import { syntaxExplanations } from './syntax.ts';
import { textExplanations } from './text.ts';
import { typeExplanations } from './types.ts';

const pages = [
  driverExplanations,
  syntaxExplanations,
  habitExplanations,
  nameExplanations,
  moduleExplanations,
  typeExplanations,
  bodyExplanations,
  memoryExplanations,
  stepExplanations,
  textExplanations,
  explorationExplanations,
];

/** The page of every code, in the order of the codes. */
export const explanations: Readonly<Record<string, Explanation>> = Object.fromEntries(
  pages.flatMap((page) => Object.entries(page)).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
);
