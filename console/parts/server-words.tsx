// A sentence of the server or of a node in the language of the page; where there is no translation, the title of its code and then the English.
import { useServerWords } from './use-server-words.ts';
import { Value } from './value.tsx';

export interface ServerWordsProps {
  /** What the code means, in the language of the page. */
  readonly title?: string;
  readonly text: string;
  /** As for a value. */
  readonly max?: number;
  readonly isFixed?: boolean;
}

export function ServerWords({ title, text, max, isFixed }: ServerWordsProps) {
  const { text: said, isForeign } = useServerWords()(text);
  return (
    <>
      {isForeign && title !== undefined && <>{title} </>}
      <span lang={isForeign ? 'en' : undefined}>
        <Value text={said} max={max} isFixed={isFixed} />
      </span>
    </>
  );
}
