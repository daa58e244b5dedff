// Checks texts beside the page, so that typing never waits for a long policy.
import type { KubernetesMinor } from '../../../src/policy/kubernetes-version.ts';
import { checkText } from './check-text.ts';

export interface CheckOrder {
  readonly text: string;
  readonly minor: KubernetesMinor;
}

addEventListener('message', ({ data: { text, minor } }: MessageEvent<CheckOrder>) => {
  postMessage(checkText(text, minor));
});
