// Manifests are changed as meant and in no other byte, and come back to the byte; the judge parses by itself.
import { readdirSync, readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { describe, expect, it } from 'vitest';
import { kubeadmManifest } from '../../../test/harness/kubeadm-manifest.ts';
import { patchManifest } from './patch-manifest.ts';
import { readManifest } from './read-manifest.ts';
import { unpatchManifest } from './unpatch-manifest.ts';
import { wantedOf, type AuditMode, type AuditSetup } from './wanted.ts';

interface Container {
  name: string;
  command: string[];
  args?: string[];
  volumeMounts?: { name: string; mountPath: string; readOnly?: boolean }[] | null;
}
interface Pod {
  metadata: { annotations?: Record<string, string> | null };
  spec: { containers: Container[]; volumes?: { name: string; hostPath: { path: string; type?: string } }[] | null };
}

const folder = 'test/fixtures/manifests';
const odd = readdirSync(folder).filter((name) => !name.endsWith('.md'));
const minors = Array.from({ length: 17 }, (_, index) => 20 + index);
const texts: readonly (readonly [string, string])[] = [
  ...minors.map((minor) => [`kubeadm 1.${minor}`, kubeadmManifest({ minor })] as const),
  ...minors.map(
    (minor) =>
      [
        `kubeadm 1.${minor}, customised`,
        kubeadmManifest({ minor, port: 8443, extraArgs: { v: '4', 'feature-gates': 'A=true,B=false', 'oidc-issuer-url': 'https://a b: c #d' } }),
      ] as const,
  ),
  ...odd.map((name) => [name, readFileSync(`${folder}/${name}`, 'utf8')] as const),
];
const setup = (mode: AuditMode, more: Partial<AuditSetup> = {}): AuditSetup => ({
  mode,
  hasPolicy: true,
  hashes: { policy: 'a1'.repeat(32), ...(mode === 'log' ? {} : { webhook: '0b'.repeat(32) }) },
  ...more,
});

function patch(text: string, asked: AuditSetup): ReturnType<typeof patchManifest> {
  return patchManifest('kube-apiserver.yaml', text, wantedOf(readManifest('kube-apiserver.yaml', text), asked));
}

function podOf(text: string): { pod: Pod; rest: string } {
  const documents = parseAllDocuments(text, { merge: true });
  return { pod: documents[0].toJS() as Pod, rest: text.slice(documents[0].range![2]) };
}

/** Effective flags, as pflag reads them. */
function flagsOf(container: Container): Record<string, string> {
  const words = [...container.command, ...(container.args ?? [])];
  const flags: Record<string, string> = {};
  words.forEach((word, index) => {
    const match = /^--([^=]+)(?:=([^]*))?$/.exec(word);
    if (match !== null) flags[match[1]] = match[2] ?? ((words[index + 1] ?? '--').startsWith('--') ? 'true' : words[index + 1]);
  });
  return flags;
}

function expectFlags(flags: Record<string, string>, mode: AuditMode, name: string): void {
  expect(flags['audit-policy-file']).toBe('/etc/kubernetes/audit/policy.yaml');
  if (mode !== 'log') expect(flags).toMatchObject({ 'audit-webhook-config-file': '/etc/kubernetes/audit/webhook.yaml', 'audit-webhook-mode': 'batch' });
  if (mode === 'webhook') return;
  expect(flags['audit-log-path']).toBe(name === 'audited.yaml' ? '/var/log/apiserver/audit.log' : '/var/log/kubernetes/audit/audit.log');
  expect(flags).toMatchObject({ 'audit-log-maxsize': '100', 'audit-log-maxbackup': '9', 'audit-log-mode': 'blocking' });
  expect(flags['audit-log-maxage']).toBe(name === 'audited.yaml' ? '14' : '30');
}

/** Those that were there stay in their place; each new one is a folder of auditing's, with its volume. */
function expectMounts([old, was]: readonly [Container, Pod], [now, is]: readonly [Container, Pod]): void {
  const [oldMounts, oldVolumes] = [old.volumeMounts ?? [], was.spec.volumes ?? []];
  const [mounts, volumes] = [now.volumeMounts ?? [], is.spec.volumes ?? []];
  expect(mounts.slice(0, oldMounts.length)).toEqual(oldMounts);
  expect(volumes.slice(0, oldVolumes.length)).toEqual(oldVolumes);
  for (const mount of mounts.slice(oldMounts.length)) {
    expect(mount.mountPath).toMatch(/^\/(?:etc\/kubernetes\/audit|var\/log\/kubernetes\/audit)$/);
    expect(mount.readOnly ?? false).toBe(mount.mountPath.startsWith('/etc'));
    expect(volumes.find((volume) => volume.name === mount.name)?.hostPath).toEqual({ path: mount.mountPath, type: 'DirectoryOrCreate' });
  }
}

function withoutAuditing(server: number): (pod: Pod) => unknown {
  return (pod) => ({
    ...pod,
    metadata: { ...pod.metadata, annotations: 0 },
    spec: {
      ...pod.spec,
      volumes: 0,
      containers: pod.spec.containers.map((one, index) => (index === server ? { ...one, command: 0, args: 0, volumeMounts: 0 } : one)),
    },
  });
}

/** Lines that are in the one and not in the other, by a plain longest common subsequence. */
function missingLines(before: string, after: string): string[] {
  const rest = after.split('\n');
  let at = 0;
  return before.split('\n').filter((line) => {
    const found = rest.indexOf(line, at);
    if (found < 0) return true;
    at = found + 1;
    return false;
  });
}

describe.each(['log', 'webhook', 'both'] as const)('patchManifest in mode %s', (mode) => {
  // Every version once; the other modes on the ends and the odd ones.
  const those = mode === 'log' ? texts : texts.filter(([name]) => !name.startsWith('kubeadm') || /1\.(?:20|28|36)/.test(name));

  it.each(those)('changes %s as meant, and in nothing else', (name, text) => {
    const after = patch(text, setup(mode)).text;
    const was = podOf(text);
    const is = podOf(after);
    expect(is.rest).toBe(was.rest);
    const server = was.pod.spec.containers.findIndex((one) => one.command.some((word) => /(?:^|\/)kube-apiserver$/.test(word)));
    const [old, now] = [was.pod.spec.containers[server], is.pod.spec.containers[server]];
    const flags = flagsOf(now);
    expectFlags(flags, mode, name);
    // Everything that is not auditing's is as it was, in order.
    const foreign = (one: Record<string, string>): [string, string][] => Object.entries(one).filter(([key]) => !key.startsWith('audit-'));
    expect(foreign(flags)).toEqual(foreign(flagsOf(old)));
    expectMounts([old, was.pod], [now, is.pod]);
    expect(is.pod.metadata.annotations).toEqual({
      ...was.pod.metadata.annotations,
      'cluster-audit/policy-sha256': 'a1'.repeat(32),
      ...(mode === 'log' ? {} : { 'cluster-audit/webhook-sha256': '0b'.repeat(32) }),
    });
    const strip = withoutAuditing(server);
    expect(strip(is.pod)).toEqual(strip(was.pod));
    // No line is lost but those whose value was replaced or list was begun in them.
    const lost = missingLines(text, after);
    if (name.startsWith('kubeadm') || name === 'commented.yaml') expect(lost).toEqual([]);
    else expect(lost.length).toBeLessThan(12);
  });

  it.each(those)('takes everything out of %s again, to the byte', (_, text) => {
    const { text: after, changes } = patch(text, setup(mode));
    expect(after).not.toBe(text);
    expect(unpatchManifest('m', after, changes)).toEqual({ text, left: [] });
  });

  it.each(those)('finds nothing to change in %s the second time', (_, text) => {
    const { text: after, changes } = patch(text, setup(mode));
    expect(patch(unpatchManifest('m', after, changes).text, setup(mode)).text).toBe(after);
    expect(wantedOf(readManifest('m', after), setup(mode))).toMatchObject({ flags: [], mounts: [] });
  });
});

it('unpatchManifest leaves alone what others changed since', () => {
  const { text, changes } = patch(kubeadmManifest({ minor: 31 }), setup('both'));
  const edited = text
    .replace('--audit-log-maxsize=100', '--audit-log-maxsize=200')
    .replace('image: registry.k8s.io/kube-apiserver:v1.31.2', 'image: registry.k8s.io/kube-apiserver:v1.32.0 # upgraded')
    .replace('    - --v=4\n', '');
  const { text: back, left } = unpatchManifest('m', edited, changes);
  expect(left).toEqual([{ kind: 'flag-added', name: 'audit-log-maxsize', value: '100' }]);
  const expected = kubeadmManifest({ minor: 31 })
    .replace('image: registry.k8s.io/kube-apiserver:v1.31.2', 'image: registry.k8s.io/kube-apiserver:v1.32.0 # upgraded')
    .replace(/( {4}image:)/, '    - --audit-log-maxsize=200\n$1');
  expect(back).toBe(expected);
});

it('unpatchManifest undoes what kubeadm wrote anew from its configuration', () => {
  const { changes } = patch(kubeadmManifest({ minor: 30 }), setup('log'));
  const flags = Object.fromEntries(changes.flatMap((change) => (change.kind === 'flag-added' ? [[change.name, change.value]] : [])));
  const upgraded = kubeadmManifest({ minor: 31, extraArgs: flags })
    .replace(
      '    volumeMounts:\n',
      '    volumeMounts:\n    - mountPath: /etc/kubernetes/audit\n      name: cluster-audit-config\n      readOnly: true\n    - mountPath: /var/log/kubernetes/audit\n      name: cluster-audit-log\n',
    )
    .replace(
      '  volumes:\n',
      '  volumes:\n  - hostPath:\n      path: /etc/kubernetes/audit\n      type: DirectoryOrCreate\n    name: cluster-audit-config\n  - hostPath:\n      path: /var/log/kubernetes/audit\n      type: DirectoryOrCreate\n    name: cluster-audit-log\n',
    );
  const { text, left } = unpatchManifest('m', upgraded, changes);
  expect(text).toBe(kubeadmManifest({ minor: 31 }));
  expect(left.map(({ kind }) => kind)).toEqual(['annotation-added']);
});

const base = kubeadmManifest({ minor: 31 });
it.each([
  ['no YAML', base.replace('spec:', 'spec: ]'), 'cannot be read'],
  ['a repeated key', base.replace('status: {}', 'kind: Pod\n'), 'cannot be read'],
  ['an empty file', '', 'is empty'],
  ['another kind', base.replace('kind: Pod', 'kind: Service'), 'is no Pod'],
  ['no API server', base.replace('    - kube-apiserver\n', '    - kube-proxy\n'), 'starts no kube-apiserver'],
  ['a shell', base.replace(/ {2}- command:\n(?: {4}- .*\n)+/, '  - command: [sh, -c, "kube-apiserver --v=2"]\n'), 'by a shell command'],
  ['a list shared by an anchor', base.replace('- command:', '- command: &c').replace('status: {}', 'status: *c'), 'by the anchor &c'],
  [
    'an alias',
    base.replace('metadata:', 'x: &v []\nmetadata:').replace(/ {2}volumes:\n(?: {2}- .*\n(?: {4}.*\n)+)+/, '  volumes: *v\n'),
    'an alias for "volumes"',
  ],
  ['a merge key', base.replace('metadata:', 'x: &m\n  annotations: {a: b}\nmetadata:\n  <<: *m').replace(/ {2}annotations:\n.*\n/, ''), 'from a merge key'],
  ['an end of flags', base.replace('    image:', '    - --\n    image:'), '"--" among the flags'],
  ['a stray word', base.replace('    image:', '    - verbose\n    image:'), '"verbose" among the flags'],
  ['a flag over two lists', base.replace('    image:', '    - --v\n    args: ["4"]\n    image:'), 'in `command` and its value in `args`'],
])('refuses %s, with the place', (_, text, message) => {
  expect(() => patch(text, setup('log'))).toThrow(
    expect.objectContaining({ code: 'bad_parameter', message: expect.stringContaining(message), hint: expect.any(String) }),
  );
});
