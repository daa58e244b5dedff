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

interface Page {
  readonly to: '/' | '/explore' | '/objects' | '/overview' | '/policies' | '/cluster-ops/features' | '/cluster-ops/health';
  readonly icon: IconName;
  readonly text: 'start' | 'explore' | 'objects' | 'overview' | 'policies' | 'featureManagement' | 'health';
}

const pages: readonly Page[] = [
  { to: '/', icon: 'start', text: 'start' },
  { to: '/explore', icon: 'explore', text: 'explore' },
  { to: '/objects', icon: 'objects', text: 'objects' },
  { to: '/overview', icon: 'overview', text: 'overview' },
  { to: '/policies', icon: 'policy', text: 'policies' },
];
const clusterPages: readonly Page[] = [
  { to: '/cluster-ops/features', icon: 'feature', text: 'featureManagement' },
  { to: '/cluster-ops/health', icon: 'health', text: 'health' },
];

export function NavLinks({ onKeys, onGo }: NavLinksProps) {
  const texts = useTexts();
  return (
    <div className={styles.links}>
      <nav aria-label={texts.nav.label} className={styles.pages}>
        {pages.map((page) => (
          <PageLink key={page.to} {...page} onGo={onGo} />
        ))}
        <div className={styles.group} id="nav-cluster-ops">
          <span className={styles.word}>{texts.nav.clusterOps}</span>
        </div>
        {clusterPages.map((page) => (
          <PageLink key={page.to} {...page} onGo={onGo} isInner />
        ))}
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

interface PageLinkProps extends Page, Pick<NavLinksProps, 'onGo'> {
  /** One of a group: its title names the group, too, for where the bar shows icons alone. */
  readonly isInner?: boolean;
}

function PageLink({ to, icon, text, onGo, isInner = false }: PageLinkProps) {
  const { nav } = useTexts();
  return (
    <Link
      to={to}
      search={{}}
      className={isInner ? `${styles.link} ${styles.inner}` : styles.link}
      activeOptions={{ exact: to === '/', includeSearch: false }}
      onClick={onGo}
      title={isInner ? `${nav.clusterOps} › ${nav[text]}` : nav[text]}
    >
      <Icon name={icon} />
      <span className={styles.word}>{nav[text]}</span>
    </Link>
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
