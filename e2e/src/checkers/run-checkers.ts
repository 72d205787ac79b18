import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Answer, Checker, Subject } from './checker.ts';
import { checkers } from './checkers.ts';
import { findTool } from './find-tool.ts';
import { type RenderedOverlay, renderOverlays } from './render-overlays.ts';

/** What one checker had to say on one subject; `skipped` names why it did not look. */
export interface CheckResult {
  readonly name: string;
  readonly verdict: 'clean' | 'finding' | 'skipped';
  readonly text: string;
}

/** Runs every checker on a generated service, one after the other, and reports each. */
export async function runCheckers(serviceDir: string): Promise<readonly CheckResult[]> {
  const scratch = await mkdtemp(join(tmpdir(), 'checkers-'));
  try {
    const overlays = await overlaysOf(serviceDir, scratch);
    const results: CheckResult[] = [];
    for (const checker of checkers) {
      results.push(...(await runChecker(checker, serviceDir, overlays)));
    }
    return results;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The rendered overlays, or the reason why there are none. */
type Overlays = readonly RenderedOverlay[] | string;

async function overlaysOf(serviceDir: string, scratch: string): Promise<Overlays> {
  if (!(await exists(join(serviceDir, 'k8s/overlays')))) return 'the service has no k8s/overlays';
  const kustomize = await findTool('kustomize');
  if (kustomize === undefined) return 'kustomize is not installed';
  return renderOverlays(kustomize, serviceDir, scratch);
}

async function runChecker(checker: Checker, serviceDir: string, overlays: Overlays): Promise<readonly CheckResult[]> {
  const skipped = (text: string): readonly CheckResult[] => [{ name: checker.name, verdict: 'skipped', text }];
  const executable = await findTool(checker.tool);
  if (executable === undefined) return skipped(`${checker.tool} is not installed`);
  if (checker.probe !== undefined) {
    const probe = await answerOf(executable, checker.probe, serviceDir);
    if (probe.exitCode !== 0) return skipped(`${checker.tool} cannot work here: ${probe.stderr}`);
  }
  const judge = async (name: string, subject: Subject): Promise<CheckResult> => {
    const answer = await answerOf(executable, checker.argv(subject), serviceDir);
    const text = [answer.stdout, answer.stderr].join('\n').trim();
    return { name, verdict: checker.isClean(answer) ? 'clean' : 'finding', text };
  };
  if (checker.judges === 'overlay') {
    if (typeof overlays === 'string') return skipped(overlays);
    return Promise.all(
      overlays.map(({ environment, file }) =>
        judge(`${checker.name} (${environment})`, { serviceDir, manifests: file }),
      ),
    );
  }
  if (!(await exists(join(serviceDir, checker.judges.path)))) {
    return skipped(`the service has no ${checker.judges.path}`);
  }
  return [await judge(checker.name, { serviceDir })];
}

async function answerOf(executable: string, argv: readonly string[], cwd: string): Promise<Answer> {
  const { exitCode, stdout, stderr, shortMessage } = await execa(executable, argv, {
    cwd,
    reject: false,
    env: { NO_COLOR: '1' },
  });
  // Without an exit code it was killed or never began: that is no answer of the tool.
  if (exitCode === undefined) throw new Error(shortMessage ?? `${executable} did not end`);
  return { exitCode, stdout, stderr };
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
