/** What a link to the page carries: enough to say "change line 12 and see". */
export interface Shared {
  readonly text: string;
  /** `N=3, SHARED=false`, as typed. */
  readonly constants?: string;
  readonly check?: string;
  readonly property?: string;
  /** The step of the trace that is looked at. */
  readonly step?: number;
}

/** The version of what follows. */
const MARK = '#1=';

/** The part of an address behind `#`, which browsers do not send to any server: compressed, as letters and digits. */
export async function fragmentOf(shared: Shared): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(shared));
  const packed = await through(bytes, new CompressionStream('deflate-raw'));
  const letters = Array.from(packed, (byte) => String.fromCharCode(byte)).join('');
  return MARK + btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** What a fragment carries; undefined where there is none. Throws where it was cut or is something else. */
export async function readFragment(fragment: string): Promise<Shared | undefined> {
  if (!fragment.startsWith(MARK)) return undefined;
  const letters = atob(fragment.slice(MARK.length).replaceAll('-', '+').replaceAll('_', '/'));
  const packed = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  const bytes = await through(packed, new DecompressionStream('deflate-raw'));
  const found: unknown = JSON.parse(new TextDecoder().decode(bytes));
  if (!isShared(found)) throw new Error('it carries no specification');
  return found;
}

function isShared(found: unknown): found is Shared {
  if (typeof found !== 'object' || found === null) return false;
  const kinds = { text: 'string', constants: 'string', check: 'string', property: 'string', step: 'number' };
  const given = found as Readonly<Record<string, unknown>>;
  return (
    typeof given['text'] === 'string' &&
    Object.entries(kinds).every(([name, kind]) => given[name] === undefined || typeof given[name] === kind)
  );
}

/** More than any spec, so that a link cannot fill the memory. */
const MOST = 4 * 2 ** 20;

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  how: CompressionStream | DecompressionStream,
): Promise<Uint8Array> {
  const reader = new Blob([bytes]).stream().pipeThrough(how).getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > MOST) throw new Error('it carries more than a specification');
    parts.push(value);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
