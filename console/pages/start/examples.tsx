// Questions that this store can answer: made from its newest changes by people.
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTexts } from '../../i18n/texts.ts';
import { eventsQuery } from '../../query/events.ts';
import { examplesOf } from '../../show/examples.ts';
import { readEvent } from '../../show/read-event.ts';
import styles from './examples.module.css';

const changes = { q: 'verb:(delete OR create OR update OR patch) AND NOT user.username:system* AND responseStatus.code:<400 AND NOT uri.dryRun:*' };

export function Examples() {
  const words = useTexts().start;
  const { data } = useInfiniteQuery(eventsQuery(changes));
  const examples = examplesOf(data?.pages[0].rows.map(({ event }) => readEvent(event)) ?? [], words.asked);
  if (data === undefined) return <p className={styles.title} />;
  return (
    <section aria-labelledby="start-examples">
      <h2 id="start-examples" className={styles.title}>
        {examples.length === 0 ? words.canTake : words.examples}
      </h2>
      <ul className={styles.list}>
        {(examples.length === 0 ? words.samples : examples).map((typed) => (
          <li key={typed}>
            <Link to="/" search={{ ask: typed }} className={styles.example}>
              {typed}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
