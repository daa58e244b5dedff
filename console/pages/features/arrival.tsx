// Whether the feature works: what its state means, and the way to the events once they arrive.
import { Link } from '@tanstack/react-router';
import { useTexts } from '../../i18n/texts.ts';
import { Notice, type NoticeProps } from '../../parts/notice.tsx';
import { ServerWords } from '../../parts/server-words.tsx';
import type { ClusterEntry, FeatureState } from '../../query/clusters.ts';

const looks: Readonly<Record<FeatureState, Pick<NoticeProps, 'tone' | 'icon'>>> = {
  Disabled: { tone: 'info' },
  Enabling: { tone: 'warn', icon: 'clock' },
  Enabled: { tone: 'ok' },
  Disabling: { tone: 'warn', icon: 'clock' },
  Failed: { tone: 'bad' },
};

export function Arrival({ cluster: { name, audit } }: { readonly cluster: ClusterEntry }) {
  const { features } = useTexts();
  return (
    <Notice {...looks[audit.state]} isLive>
      <span>
        {features.stateSentences[audit.state]}{' '}
        {audit.state === 'Enabled' && (
          <Link to="/explore" search={{ cluster: name }}>
            {features.result.see}
          </Link>
        )}
      </span>
      {audit.reason !== undefined && <ServerWords text={audit.reason} />}
    </Notice>
  );
}
