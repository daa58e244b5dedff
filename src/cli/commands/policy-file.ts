// What the policy commands read: a file, and the version of Kubernetes.
import { readFileSync } from 'node:fs';
import { AppError } from '../../lib/app-error.ts';
import { parseKubernetesVersion, type KubernetesMinor } from '../../policy/kubernetes-version.ts';

export function minorOf(version: string): KubernetesMinor {
  const minor = parseKubernetesVersion(version);
  if (minor === null) throw new AppError('bad_parameter', `"${version}" is not a Kubernetes version from 1.20 on.`, { hint: '--kubernetes 1.36' });
  return minor;
}

export function readFile(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new AppError('bad_parameter', `Cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
