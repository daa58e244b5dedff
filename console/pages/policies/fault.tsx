// Why the server refused something, where it was asked for.
import { Notice } from '../../parts/notice.tsx';
import { ServerWords } from '../../parts/server-words.tsx';
import { useProblemWords } from '../../parts/state-message.tsx';

export function Fault({ error }: { readonly error: unknown }) {
  const { detail, hint } = useProblemWords(error);
  return (
    <Notice tone="bad" isLive>
      <strong>
        <ServerWords text={detail} />
      </strong>
      {hint !== undefined && <ServerWords text={hint} />}
    </Notice>
  );
}
