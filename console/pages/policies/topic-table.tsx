// The log topics, each with the policy it applies to arriving events and what that took away.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTexts } from '../../i18n/texts.ts';
import { ErrorMessage } from '../../parts/state-message.tsx';
import { topicPoliciesQuery, type Sum, type TopicPolicyEntry } from '../../query/policies.ts';
import pageStyles from './policies-page.module.css';
import styles from './table.module.css';

export function TopicTable() {
  const texts = useTexts();
  const words = texts.policies.topics;
  const topics = useQuery(topicPoliciesQuery);
  return (
    <section className={pageStyles.section} aria-labelledby="policy-topics">
      <h2 id="policy-topics">{words.title}</h2>
      {topics.isPending && <p className={pageStyles.loading}>{texts.common.loading}</p>}
      {topics.isError && topics.data === undefined && (
        <div className={styles.frame}>
          <ErrorMessage error={topics.error} onRetry={() => void topics.refetch()} />
        </div>
      )}
      {topics.data?.length === 0 && <NoTopics />}
      {topics.data !== undefined && topics.data.length > 0 && <Topics topics={topics.data} />}
    </section>
  );
}

function NoTopics() {
  const words = useTexts().policies.topics;
  return (
    <p className={styles.empty}>
      {words.empty}{' '}
      <Link to="/cluster-ops/features" search={{}}>
        {words.emptyNext}
      </Link>
    </p>
  );
}

function Topics({ topics }: { readonly topics: readonly TopicPolicyEntry[] }) {
  const words = useTexts().policies.topics;
  const { columns } = words;
  return (
    <div className={styles.wrap}>
      <table className={styles.table} aria-label={words.title}>
        <thead>
          <tr>
            <th scope="col">{columns.topic}</th>
            <th scope="col" className={styles.wide}>
              {columns.cluster}
            </th>
            <th scope="col">{columns.policy}</th>
            <th scope="col" className={`${styles.number} ${styles.wide}`}>
              {columns.dropped}
            </th>
            <th scope="col" className={`${styles.number} ${styles.wide}`}>
              {columns.stripped}
            </th>
            <th scope="col" className={styles.action}>
              <span className="visually-hidden">{columns.action}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {topics.map((entry) => (
            <TopicRow key={entry.topic} entry={entry} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function TopicRow({ entry: { topic, cluster, version, yaml, dropped, stripped } }: { readonly entry: TopicPolicyEntry }) {
  const words = useTexts().policies.topics;
  const isApplied = version !== null && yaml !== null;
  return (
    <tr>
      <th scope="row" className={styles.name}>
        {topic}
      </th>
      <td className={styles.wide}>{cluster ?? words.noCluster}</td>
      <td>{isApplied ? words.version(version) : <span className={styles.soft}>{words.keepsAll}</span>}</td>
      <td className={`${styles.number} ${styles.wide}`}>
        <SumText sum={dropped} />
      </td>
      <td className={`${styles.number} ${styles.wide}`}>
        <SumText sum={stripped} />
      </td>
      <td className={styles.action}>
        {isApplied && (
          <Link className={styles.link} to="/policies" search={{ edit: `topic:${topic}` }} aria-label={words.editOf(topic)}>
            {words.edit}
          </Link>
        )}
        <Link className={styles.link} to="/policies" search={{ topic }} aria-label={words.versionsOf(topic)}>
          {words.versions}
        </Link>
      </td>
    </tr>
  );
}

export function SumText({ sum: { events, bytes } }: { readonly sum: Sum }) {
  const texts = useTexts();
  return texts.policies.topics.sum(events, texts.bytes(bytes));
}
