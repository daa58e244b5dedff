// The left bar: where one can go, who is signed in, and how it looks.
import { Link, useRouter } from '@tanstack/react-router';
import { languages, useTexts } from '../../i18n/texts.ts';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { languageNames, useLanguage } from '../../parts/use-language.tsx';
import { themes, useTheme } from '../../parts/use-theme.ts';
import { useSignOut } from '../../query/session.ts';
import { useOpenLogs } from '../open/open-logs.tsx';
import styles from './nav-bar.module.css';

export interface NavLinksProps {
  readonly onKeys: () => void;
  readonly onGo?: () => void;
}

/** Folds to icons on narrower screens; on the narrowest it is not there and `NavLinks` stands in a sheet. */
export function NavBar({ onKeys }: { readonly onKeys: () => void }) {
  const texts = useTexts();
  return (
    <div className={styles.bar}>
      <div className={styles.brand}>
        <svg width="22" height="22" viewBox="0 0 32 32" aria-hidden="true">
          <path d="M16 4 28 16 16 28 4 16Z" fill="none" stroke="currentColor" strokeWidth="2.6" strokeLinejoin="round" />
          <path d="M16 11 21 16 16 21 11 16Z" fill="currentColor" />
        </svg>
        <span className={styles.word}>{texts.product}</span>
      </div>
      <NavLinks onKeys={onKeys} />
    </div>
  );
}

export function NavLinks({ onKeys, onGo }: NavLinksProps) {
  const texts = useTexts();
  return (
    <div className={styles.links}>
      <nav aria-label={texts.nav.label} className={styles.pages}>
        <Link to="/" search={{}} className={styles.link} activeOptions={{ exact: true, includeSearch: false }} onClick={onGo} title={texts.nav.start}>
          <Icon name="start" />
          <span className={styles.word}>{texts.nav.start}</span>
        </Link>
        <Link to="/explore" search={{}} className={styles.link} activeOptions={{ includeSearch: false }} onClick={onGo} title={texts.nav.explore}>
          <Icon name="explore" />
          <span className={styles.word}>{texts.nav.explore}</span>
        </Link>
        <Link to="/objects" search={{}} className={styles.link} activeOptions={{ includeSearch: false }} onClick={onGo} title={texts.nav.objects}>
          <Icon name="objects" />
          <span className={styles.word}>{texts.nav.objects}</span>
        </Link>
        <Link to="/overview" search={{}} className={styles.link} activeOptions={{ includeSearch: false }} onClick={onGo} title={texts.nav.overview}>
          <Icon name="overview" />
          <span className={styles.word}>{texts.nav.overview}</span>
        </Link>
        <Link to="/policies" search={{}} className={styles.link} activeOptions={{ includeSearch: false }} onClick={onGo} title={texts.nav.policies}>
          <Icon name="policy" />
          <span className={styles.word}>{texts.nav.policies}</span>
        </Link>
        <div className={styles.group} id="nav-cluster-ops">
          <span className={styles.word}>{texts.nav.clusterOps}</span>
        </div>
        <Link
          to="/cluster-ops/features"
          search={{}}
          className={`${styles.link} ${styles.inner}`}
          activeOptions={{ includeSearch: false }}
          onClick={onGo}
          title={`${texts.nav.clusterOps} › ${texts.nav.featureManagement}`}
        >
          <Icon name="feature" />
          <span className={styles.word}>{texts.nav.featureManagement}</span>
        </Link>
        <Link
          to="/cluster-ops/health"
          search={{}}
          className={`${styles.link} ${styles.inner}`}
          activeOptions={{ includeSearch: false }}
          onClick={onGo}
          title={`${texts.nav.clusterOps} › ${texts.nav.health}`}
        >
          <Icon name="health" />
          <span className={styles.word}>{texts.nav.health}</span>
        </Link>
      </nav>
      <div className={styles.foot}>
        <OpenButton onGo={onGo} />
        <LanguageButton />
        <ThemeButton />
        <FootButton icon="keys" label={texts.nav.keys} onClick={onKeys} />
        <SignOutButton />
      </div>
    </div>
  );
}

function OpenButton({ onGo }: Pick<NavLinksProps, 'onGo'>) {
  const texts = useTexts();
  const open = useOpenLogs();
  const go = () => {
    onGo?.();
    open();
  };
  return <FootButton icon="file" label={texts.open.action} onClick={go} />;
}

/** Named in the language it leads to: who needs it cannot read the present one. */
function LanguageButton() {
  const [language, setLanguage] = useLanguage();
  const next = languageNames[(languageNames.indexOf(language) + 1) % languageNames.length];
  return <FootButton icon="language" label={languages[next].language.name} lang={languages[next].language.tag} onClick={() => setLanguage(next)} />;
}

function ThemeButton() {
  const texts = useTexts();
  const [theme, setTheme] = useTheme();
  const next = themes[(themes.indexOf(theme) + 1) % themes.length];
  return <FootButton icon={theme} label={texts.theme.label(theme)} onClick={() => setTheme(next)} />;
}

function SignOutButton() {
  const texts = useTexts();
  const router = useRouter();
  const signOut = useSignOut();
  const leave = () => signOut.mutate(undefined, { onSettled: () => void router.navigate({ to: '/sign-in', search: {} }) });
  return <FootButton icon="out" label={texts.nav.signOut} onClick={leave} />;
}

interface FootButtonProps {
  readonly icon: IconName;
  readonly label: string;
  /** Of the label, where it is another than the page's. */
  readonly lang?: string;
  readonly onClick: () => void;
}

function FootButton({ icon, label, lang, onClick }: FootButtonProps) {
  return (
    <button type="button" className={styles.link} onClick={onClick} title={label} lang={lang}>
      <Icon name={icon} />
      <span className={styles.word}>{label}</span>
    </button>
  );
}
