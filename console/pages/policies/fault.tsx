// Why the server refused something, where it was asked for.
import { Notice } from '../../parts/notice.tsx';
import { useProblemWords } from '../../parts/state-message.tsx';
import { Value } from '../../parts/value.tsx';

export function Fault({ error }: { readonly error: unknown }) {
  const { detail, hint } = useProblemWords(error);
  return (
    <Notice tone="bad" isLive>
      <strong>
        <Value text={detail} />
      </strong>
      {hint !== undefined && <Value text={hint} />}
    </Notice>
  );
}
