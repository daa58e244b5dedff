// The answer wherever a cluster is named that is not there.
import { AppError } from '../lib/app-error.ts';

/** `not_found`, with how to add it. */
export function noCluster(name: string): AppError {
  return new AppError('not_found', `There is no cluster "${name}".`, {
    hint: 'Add it: PUT /api/v1/clusters/NAME, or `cluster-audit cluster add NAME --region R`.',
  });
}
