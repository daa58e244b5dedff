// policy installed: what a server was told of the policy that the API servers of a cluster run.
import type { InstalledPolicyAnswer } from '../../api/contract/installed-policy.ts';
import type { ServerOptions } from '../main.ts';
import { visible } from '../print/visible.ts';
import { callJson } from '../server-client.ts';
import { readFile } from './policy-file.ts';

export interface InstalledOptions extends ServerOptions {
  readonly output: string;
}

/** Prints the text; 1 where none is known. */
export async function installed(cluster: string, file: string | undefined, options: InstalledOptions): Promise<number> {
  const path = `/api/v1/clusters/${encodeURIComponent(cluster)}/policy`;
  const told = file === undefined ? {} : { method: 'PUT', json: { policy: readFile(file) } };
  const answer = await callJson<InstalledPolicyAnswer>(options, { path, ...told });
  if (options.output === 'json') process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
  else if (answer.yaml === null)
    process.stderr.write(`The policy of the API servers of ${cluster} is not known. Tell it: cluster-audit policy installed ${cluster} FILE\n`);
  else if (file === undefined) process.stdout.write(visible(answer.yaml));
  else process.stdout.write(`version ${String(answer.version)} of the policy of ${cluster} is known now\n`);
  return answer.yaml === null ? 1 : 0;
}
