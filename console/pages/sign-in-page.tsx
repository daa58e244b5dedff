// Signing in with the admin token, for those whom no sign-in link brought here.
import { useRouter, useSearch } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTexts } from '../i18n/texts.ts';
import { Button } from '../parts/button.tsx';
import { TextField } from '../parts/field.tsx';
import { Notice } from '../parts/notice.tsx';
import { ServerWords } from '../parts/server-words.tsx';
import { useProblemWords } from '../parts/state-message.tsx';
import { useTitle } from '../parts/use-title.ts';
import { ApiError } from '../query/fetch-api.ts';
import { useSignIn } from '../query/session.ts';
import styles from './sign-in-page.module.css';

export function SignInPage() {
  const texts = useTexts();
  useTitle(texts.signIn.title);
  const { next, link } = useSearch({ from: '/sign-in' });
  const router = useRouter();
  const [token, setToken] = useState('');
  const [isShown, setShown] = useState(false);
  const signIn = useSignIn();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate(token.trim(), { onSuccess: () => router.history.push(next ?? '/') });
  };
  return (
    <main className={styles.page}>
      <form className={styles.form} onSubmit={submit}>
        <div className={styles.brand}>
          <svg width="28" height="28" viewBox="0 0 32 32" aria-hidden="true">
            <path d="M16 4 28 16 16 28 4 16Z" fill="none" stroke="currentColor" strokeWidth="2.6" strokeLinejoin="round" />
            <path d="M16 11 21 16 16 21 11 16Z" fill="currentColor" />
          </svg>
          <span>{texts.product}</span>
        </div>
        <h1>{texts.signIn.title}</h1>
        {link === 'used' && (
          <Notice tone="warn" isLive>
            {texts.signIn.linkUsed}
          </Notice>
        )}
        <TextField
          label={texts.signIn.token}
          name="token"
          type={isShown ? 'text' : 'password'}
          placeholder={texts.signIn.placeholder}
          value={token}
          onChange={(event) => setToken(event.target.value)}
          hint={texts.signIn.cookie}
          autoFocus
          required
        />
        <SignInFault error={signIn.error} />
        <div className={styles.actions}>
          <Button look="primary" type="submit" disabled={token.trim() === '' || signIn.isPending}>
            {signIn.isPending ? texts.signIn.working : texts.signIn.submit}
          </Button>
          <Button look="quiet" onClick={() => setShown(!isShown)}>
            {isShown ? texts.signIn.hide : texts.signIn.show}
          </Button>
        </div>
        <section className={styles.where}>
          <h2>{texts.signIn.where}</h2>
          <p>{texts.signIn.whereFirst}</p>
          <p>{texts.signIn.whereLink}</p>
        </section>
      </form>
    </main>
  );
}

function SignInFault({ error }: { readonly error: unknown }) {
  const texts = useTexts();
  const words = useProblemWords(error);
  if (error === null) return null;
  const isWrong = error instanceof ApiError && error.problem.status === 401;
  return (
    <Notice tone="bad" isLive title={isWrong ? texts.signIn.wrong : <ServerWords text={words.detail} />}>
      {isWrong ? texts.signIn.wrongHint : words.hint !== undefined && <ServerWords text={words.hint} />}
    </Notice>
  );
}
