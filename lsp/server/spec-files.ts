import { readdir, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pathOf } from './host.ts';

/**
 * The specs in the folders of a workspace, except those in hidden folders and in node_modules. A workspace may be a
 * kernel tree: its folders are read one after the other, and requests are answered in between.
 */
export class SpecFiles {
  #folders: readonly string[] = [];
  #walk: Promise<readonly string[]> | undefined;
  #uris: readonly string[] = [];

  /** What the last walk found. */
  get uris(): readonly string[] {
    return this.#uris;
  }

  /** @param folders their URIs */
  setFolders(folders: readonly string[]): void {
    this.#folders = folders;
    this.#walk = undefined;
  }

  /** Files were created or deleted. */
  changed(): void {
    this.#walk = undefined;
  }

  /** Searches the folders, unless nothing has changed since the last search. */
  async find(): Promise<void> {
    let walk: Promise<readonly string[]> | undefined;
    while (walk === undefined || walk !== this.#walk) {
      walk = this.#walk ??= specsIn(this.#folders.flatMap((uri) => pathOf(uri) ?? []));
      this.#uris = await walk;
    }
  }
}

/** URIs of the specs in folders. What cannot be read is left out, and so are links to files outside the folders. */
async function specsIn(folders: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  const roots = await Promise.all(folders.map((folder) => realpath(folder).catch(() => folder)));
  const open = [...folders].reverse();
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    const inside: string[] = [];
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!entry.name.startsWith('.') && entry.name !== 'node_modules') inside.push(path);
      } else if (entry.name.endsWith('.thps')) {
        const real = await realpath(path).catch(() => undefined);
        if (real !== undefined && roots.some((root) => real.startsWith(root + sep)))
          found.add(pathToFileURL(real).href);
      }
    }
    open.push(...inside.reverse());
  }
  return [...found];
}
