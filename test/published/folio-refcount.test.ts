import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { thps } from '../cli/run.ts';

/**
 * specs/folio_refcount.thps in the versions and scenarios that its own checks leave out, since its page would only say the
 * same again. Their counts of states, and the lengths of their shortest violations, are those of another checker.
 */

const root = join(import.meta.dirname, '..', '..');

it('finds in every version and scenario what another checker found', { timeout: 300_000 }, async () => {
  const [model = ''] = readFileSync(join(root, 'specs/folio_refcount.thps'), 'utf8').split(/^\/\/ -+ checks$/m);
  const checks = readFileSync(join(import.meta.dirname, 'folio_refcount-checks.txt'), 'utf8');
  const folder = mkdtempSync(join(tmpdir(), 'thps-folio-'));
  try {
    writeFileSync(join(folder, 'folio_refcount.thps'), `${model}\n${checks}`);
    const { code, stdout } = await thps(['check', 'folio_refcount.thps', '--trace', 'none'], { cwd: folder });
    expect(code, stdout).toBe(0);
    expect(stdout).toContain('91 checks: 91 as expected');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
