// What has been typed, kept in this tab of the browser, so that neither a reload nor a look at another page loses it.
import { useCallback, useState } from 'react';

export interface Draft {
  /** What stands in the editor at first: what was typed before, else the original. */
  readonly initial: string;
  readonly isEdited: boolean;
  readonly keep: (text: string) => void;
}

/** `source` says what the text began as. */
export function useDraft(source: string, original: string): Draft {
  const key = `cluster-audit-policy:${source}`;
  const [initial] = useState(() => read(key) ?? original);
  const [isEdited, setEdited] = useState(initial !== original);
  const keep = useCallback(
    (text: string) => {
      setEdited(text !== original);
      write(key, text === original ? null : text);
    },
    [key, original],
  );
  return { initial, isEdited, keep };
}

function read(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, text: string | null): void {
  try {
    if (text === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, text);
  } catch {
    // Not kept, but in the editor.
  }
}
