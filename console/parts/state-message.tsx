// What stands where data would stand: why it is empty or failed, and the one next step.
import type { ReactNode } from 'react';
import { titleOf, useTexts } from '../i18n/texts.ts';
import { ApiError, type Problem } from '../query/fetch-api.ts';
import { Button } from './button.tsx';
import { ServerWords } from './server-words.tsx';
import styles from './state-message.module.css';

export interface StateMessageProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  readonly isError?: boolean;
}

export function StateMessage({ title, children, actions, isError = false }: StateMessageProps) {
  return (
    <div className={styles.message} role={isError ? 'alert' : 'status'}>
      <h2 className={isError ? styles.bad : undefined}>{title}</h2>
      <div className={styles.words}>{children}</div>
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}

export interface ErrorMessageProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
}

/** An error in a page: what failed, what to do, and a code that can be copied. */
export function ErrorMessage({ error, onRetry }: ErrorMessageProps) {
  const texts = useTexts();
  const words = useProblemWords(error);
  return (
    <StateMessage isError title={texts.errors.title} actions={onRetry !== undefined && <Button onClick={onRetry}>{texts.common.retry}</Button>}>
      <p>
        <ServerWords title={titleOf(texts, words.code)} text={words.detail} />
      </p>
      {words.hint !== undefined && (
        <p>
          <ServerWords text={words.hint} />
        </p>
      )}
      <p className={styles.code}>{texts.errors.code(words.code)}</p>
    </StateMessage>
  );
}

/** The server's words for an error, or ours where it had none. */
export function useProblemWords(error: unknown): Pick<Problem, 'code' | 'detail' | 'hint'> {
  const texts = useTexts();
  if (!(error instanceof ApiError)) return { code: 'console', detail: texts.errors.unexpected, hint: error instanceof Error ? error.message : undefined };
  const { problem } = error;
  if (problem.code === 'offline') return { code: problem.code, detail: texts.errors.offline, hint: texts.errors.offlineHint };
  return { ...problem, detail: problem.detail === '' ? texts.errors.unknown(problem.status) : problem.detail };
}
