/** `pick i in Pfn where pages[1].free`: the condition with the element that was chosen. */
export function pickText(pick: { readonly name: string; readonly set: string; readonly where?: string }): string {
  const { name, set, where } = pick;
  return `pick ${name} in ${set}${where === undefined ? '' : ` where ${where}`}`;
}
