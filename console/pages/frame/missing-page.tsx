// An address that leads nowhere.
import { Link } from '@tanstack/react-router';
import { useTexts } from '../../i18n/texts.ts';
import { StateMessage } from '../../parts/state-message.tsx';

export function MissingPage() {
  const texts = useTexts();
  return (
    <StateMessage
      title={texts.errors.page}
      actions={
        <Link to="/explore" search={{}}>
          {texts.errors.toExplore}
        </Link>
      }
    />
  );
}
