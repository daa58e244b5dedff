// The button that tells the server what the API servers of a cluster run; nothing is installed by it.
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { useTellPolicy } from '../../query/unseen.ts';
import { Fault } from './fault.tsx';

export interface TellPolicyProps {
  readonly cluster: string;
  readonly text: () => string;
  readonly isReadable: boolean;
}

export function TellPolicy({ cluster, text, isReadable }: TellPolicyProps) {
  const words = useTexts().unseen.bench;
  const tell = useTellPolicy(cluster);
  return (
    <>
      <Button look="primary" disabled={!isReadable || tell.isPending} onClick={() => tell.mutate(text())}>
        {words.save}
      </Button>
      <span role="status">{tell.data?.version != null && words.saved(tell.data.version)}</span>
      {tell.isError && <Fault error={tell.error} />}
    </>
  );
}
