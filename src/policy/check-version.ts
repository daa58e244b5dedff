// apiVersion and kind, as apimachinery's finder reads them (serializer/json/meta.go): with Go's own JSON, which takes `Kind` and `APIVERSION` too.
import { acceptedVersions, arrivalVersion, type KubernetesMinor } from './kubernetes-version.ts';
import type { Findings } from './policy-problem.ts';
import { nounOf, typeOf, type MapNode, type SourceNode } from './source-node.ts';

interface Found {
  readonly text: string;
  readonly node: SourceNode;
}

/** Whether a kube-apiserver of this version takes the text for a policy; if not, `findings` say why. */
export function checkVersion(root: SourceNode | null, isJson: boolean, minor: KubernetesMinor, findings: Findings): boolean {
  const [wanted] = acceptedVersions(minor);
  const hint = `A policy begins with "apiVersion: ${wanted}" and "kind: Policy".`;
  const refuse = (path: string, node: SourceNode | null, message: string): false => {
    findings.add('policy_version', { path, span: node?.span ?? { start: 0, end: 0 } }, message, hint);
    return false;
  };
  if (root === null || (root.type === 'scalar' && root.value === null)) return refuse('apiVersion', root, 'The text holds nothing.');
  if (root.type !== 'map') return refuse('', root, `A policy is an object, not ${nounOf(typeOf(root))}.`);
  const version = findText(root, 'apiVersion', isJson, findings);
  const kind = findText(root, 'kind', isJson, findings);
  if (version === null || kind === null) return false;
  if (version.text === '') return refuse('apiVersion', version.node, 'apiVersion is missing.');
  if (!acceptedVersions(minor).includes(version.text)) return refuseVersion(version, minor, hint, findings);
  // A kind that is missing is taken to be Policy.
  if (kind.text !== '' && kind.text !== 'Policy') return refuse('kind', kind.node, `kind is ${JSON.stringify(kind.text)}.`);
  return true;
}

function refuseVersion({ text, node }: Found, minor: KubernetesMinor, hint: string, findings: Findings): false {
  const place = { path: 'apiVersion', span: node.span };
  if (text === arrivalVersion) {
    const message = `${arrivalVersion} is for policies that a log topic applies on arrival; no kube-apiserver loads it.`;
    findings.add('policy_version', place, message, 'Check it as one: --arrival, in the API "onArrival": true.');
  } else findings.add('policy_version', place, `kube-apiserver 1.${minor} does not load policies of ${JSON.stringify(text)}.`, hint);
  return false;
}

/** The last value under a name, case aside; YAML arrives sorted by key. null where the value is no text. */
function findText(root: MapNode, name: string, isJson: boolean, findings: Findings): Found | null {
  const entries = [...root.entries.values()].filter((entry) => entry.key.toLowerCase() === name.toLowerCase());
  if (!isJson) entries.sort((a, b) => (a.key < b.key ? -1 : 1));
  let found: Found = { text: '', node: root };
  for (const { value } of entries) {
    if (value.type === 'scalar' && value.value === null) continue;
    if (value.type !== 'scalar' || typeof value.value !== 'string') {
      findings.add('wrong_type', { path: name, span: value.span }, `${name} must be a string.`);
      return null;
    }
    found = { text: value.value, node: value };
  }
  return found;
}
