/** What a run that looked at every state may find besides violations: signs that the spec may not mean what it seems to. */
export const FINDINGS = ['never_ran', 'vacuous', 'no_initial_state', 'useless_fairness'] as const;

/**
 * `never_ran`: a step. `vacuous`: a `=>` or `~>` whose left side was never true. `no_initial_state`. `useless_fairness`: a
 * `fair while` that never required a step.
 */
export type FindingName = (typeof FINDINGS)[number];

/** The finding of that name. */
export function findingNamed(name: string): FindingName | undefined {
  return FINDINGS.find((one) => one === name);
}
