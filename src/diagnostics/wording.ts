/** Words that messages are made of. */

export function quoted(text: string): string {
  return text.includes("'") ? `"${text}"` : `'${text}'`;
}

export function listed(words: readonly string[]): string {
  return words.map((w) => `'${w}'`).join(', ');
}

export function article(word: string): string {
  return `${/^[aeiou]/.test(word) ? 'an' : 'a'} '${word}'`;
}
