// The start: where policies work now, and what a new one can begin with.
import { Link } from '@tanstack/react-router';
import { presets } from '../../../src/policy/presets/presets.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { TopicTable } from './topic-table.tsx';
import pageStyles from './policies-page.module.css';
import styles from './start-page.module.css';

export function StartPage() {
  const words = useTexts().policies;
  return (
    <>
      <header className={pageStyles.head}>
        <h1>{words.title}</h1>
        <p className={pageStyles.intro}>{words.intro}</p>
      </header>
      <Ways />
      <TopicTable />
      <Starts />
    </>
  );
}

/** The one place that says what becomes of a policy. */
function Ways() {
  const words = useTexts().policies.ways;
  return (
    <section className={styles.ways} aria-label={words.title}>
      <Way icon="download" title={words.fileTitle} text={words.file} />
      <Way icon="down" title={words.topicTitle} text={words.topic} />
    </section>
  );
}

function Way({ icon, title, text }: { readonly icon: IconName; readonly title: string; readonly text: string }) {
  return (
    <div className={styles.way}>
      <span className={styles.icon}>
        <Icon name={icon} />
      </span>
      <div>
        <h2>{title}</h2>
        <p>{text}</p>
      </div>
    </div>
  );
}

function Starts() {
  const { policies, policyTerms } = useTexts();
  const words = policies.starts;
  const terms = policyTerms.presets;
  return (
    <section className={pageStyles.section} aria-labelledby="policy-starts">
      <h2 id="policy-starts">{words.title}</h2>
      <ul className={styles.ways}>
        <Start edit="own" title={words.own} text={words.ownText} />
        <Start edit="choices" title={words.choices} text={words.choicesText} />
      </ul>
      <ul className={styles.starts}>
        {presets.map(({ name, source, draft }) => (
          <Start key={name} edit={`preset:${name}`} title={terms[name].title} text={terms[name].sentence} source={source} rules={draft.rules.length} />
        ))}
      </ul>
    </section>
  );
}

interface StartProps {
  readonly edit: string;
  readonly title: string;
  readonly text: string;
  readonly source?: string;
  readonly rules?: number;
}

function Start({ edit, title, text, source, rules }: StartProps) {
  const words = useTexts().policies.starts;
  return (
    <li className={styles.start}>
      <div className={styles.startHead}>
        <Link to="/policies" search={{ edit }} className={styles.startTitle}>
          {title}
        </Link>
        {rules !== undefined && <span className={styles.count}>{words.rules(rules)}</span>}
      </div>
      <p>{text}</p>
      {source !== undefined && (
        <p className={styles.source}>
          {words.source}: <cite lang="en">{source}</cite>
        </p>
      )}
    </li>
  );
}
