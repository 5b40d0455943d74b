/** What a program can do with specs: `import { check } from 'thps'`. See docs/api.md. */
export { check, type CheckOptions } from './check.ts';
export { type Explanation, explain } from './explain.ts';
export { format, type Formatted } from './format.ts';
export { steps, type Steps, type StepsOptions } from './steps.ts';
export type { SpecText, Specs } from './spec-text.ts';
export type { DiagnosticData } from '../result/diagnostics.ts';
export type {
  CheckData,
  ConstantData,
  CoverageData,
  Outcome,
  ProblemData,
  PropertyData,
  Result,
  SourceData,
} from '../result/model.ts';
export type { PlaceData } from '../result/places.ts';
export type { StateData, StatementData, StepData, TraceData } from '../result/trace.ts';
export type { ValueData } from '../result/values.ts';
