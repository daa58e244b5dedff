// Disabling: the manifest gets back the bytes that it had, or, where others have edited it since, loses exactly what was put in.
import { AppError } from '../../lib/app-error.ts';
import type { NodeFacts } from './node-facts.ts';
import { sentenceOf } from './change.ts';
import { emptyPlan, kubeadmChange, needManifest, planFile, type NodePlan } from './plan.ts';
import { baseText } from './plan-enable.ts';
import { readManifest } from './read-manifest.ts';

export function planDisable(facts: NodeFacts, { settleSeconds }: { settleSeconds: number }): NodePlan {
  const { state } = facts;
  if (state === null) return nothing(facts, settleSeconds);
  if (state.manifest === null) throw new AppError('internal', 'The state of this node names no manifest.');
  const now = needManifest(facts.manifest);
  const text = baseText(now, facts);
  const before = readManifest(now.path, now.text);
  const after = readManifest(now.path, text);
  const files = planFile(now, now.path, text, now.mode);
  return {
    action: 'disable',
    sentences: [
      ...(files.length === 0 ? [] : state.manifest.changes.map((change) => `${now.path}: without ${sentenceOf(change)}`)),
      ...state.files.map(({ path: file, original }) => `${file}: ${original === null ? 'removed' : 'as it was before'}`),
    ],
    files,
    folders: [],
    cleanup: state.files.map(({ path: file, original }) => ({ path: file, original })),
    originals: [],
    restart: null,
    verify: {
      manifest: now.path,
      address: after.probe,
      args: { before: before.args, after: after.args },
      includes: null,
      canary: null,
      logFile: null,
      inStore: false,
      settleSeconds,
    },
    state: null,
    kubeadm: kubeadmChange(facts.distribution === 'kubeadm', state, []),
    after: null,
    findings: [],
  };
}

function nothing({ manifest }: NodeFacts, settleSeconds: number): NodePlan {
  const flags = manifest === null ? [] : readManifest(manifest.path, manifest.text).flags.filter(({ name }) => name.startsWith('audit-'));
  if (flags.length > 0)
    throw new AppError('conflict', `Auditing on this node was not switched on by cluster-audit: ${manifest!.path} has --${flags[0].name}.`, {
      hint: 'Take the audit flags out by hand, or run cluster-audit node enable first, which takes them over.',
    });
  return emptyPlan({ host: '', port: 0 }, settleSeconds);
}
