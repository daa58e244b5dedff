// Where the volume comes from, and how much of each part would stay: by rule, user, resource and verb.
import { Tabs } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';
import { otherUrls } from '../../../src/policy/policy.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Value } from '../../parts/value.tsx';
import type { ReplayAnswer, Sum } from '../../query/policies.ts';
import { Bar } from './bars.tsx';
import { RuleButton } from './decision-view.tsx';
import { LevelChip } from '../../parts/level-chip.tsx';
import { lessBy } from './shares.ts';
import styles from './share-tables.module.css';
import tableStyles from './table.module.css';

export interface ShareTablesProps {
  readonly answer: ReplayAnswer;
  readonly onRule: (rule: number) => void;
}

interface ShareRow {
  readonly key: string;
  readonly name: ReactNode;
  readonly level?: ReactNode;
  readonly recorded: Sum;
  readonly kept: Sum;
}

const kinds = ['rule', 'user', 'resource', 'verb'] as const;
type Kind = (typeof kinds)[number];

export function ShareTables({ answer, onRule }: ShareTablesProps) {
  const words = useTexts().policies.replay;
  const rows: Readonly<Record<Kind, readonly ShareRow[]>> = {
    rule: useRuleRows(answer, onRule),
    user: valueRows(answer.byUser, words.nobody),
    resource: valueRows(answer.byResource, words.noResource, otherUrls),
    verb: valueRows(answer.byVerb, '–'),
  };
  return (
    <section aria-label={words.byLabel}>
      <Tabs.Root defaultValue="rule">
        <Tabs.List className={styles.tabs} activateOnFocus aria-label={words.byLabel}>
          {kinds.map((kind) => (
            <Tabs.Tab key={kind} value={kind} className={styles.tab}>
              {words.by[kind]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {kinds.map((kind) => (
          <Tabs.Panel key={kind} value={kind}>
            <ShareTable kind={kind} rows={rows[kind]} />
          </Tabs.Panel>
        ))}
      </Tabs.Root>
    </section>
  );
}

function useRuleRows({ byRule }: ReplayAnswer, onRule: (rule: number) => void): readonly ShareRow[] {
  const words = useTexts().policies.replay;
  return byRule.map(({ rule, level, recorded, kept }) => ({
    key: String(rule),
    name: rule === null ? words.noRule : <RuleButton rule={rule} onRule={onRule} />,
    level: <LevelChip level={level} />,
    recorded,
    kept,
  }));
}

/** `noneValue` is how the server names those that have no value. */
function valueRows(shares: ReplayAnswer['byUser'], none: string, noneValue = ''): readonly ShareRow[] {
  return shares.map(({ value, recorded, kept }) => ({
    key: value,
    name: value === noneValue ? <em>{none}</em> : <Value text={value} max={80} isFixed />,
    recorded,
    kept,
  }));
}

function ShareTable({ kind, rows }: { readonly kind: Kind; readonly rows: readonly ShareRow[] }) {
  const words = useTexts().policies.replay;
  const { columns } = words;
  const most = Math.max(1, ...rows.map(({ recorded }) => recorded.bytes));
  const hasLevel = kind === 'rule';
  return (
    <div className={`${tableStyles.wrap} ${styles.wrap}`}>
      <table className={tableStyles.table} aria-label={words.by[kind]}>
        <thead>
          <tr>
            <th scope="col">{columns[kind]}</th>
            {hasLevel && (
              <th scope="col" className={styles.level}>
                {columns.level}
              </th>
            )}
            <th scope="col" className={styles.barColumn}>
              {columns.share}
            </th>
            <th scope="col" className={tableStyles.number}>
              {columns.before}
            </th>
            <th scope="col" className={tableStyles.number}>
              {columns.after}
            </th>
            <th scope="col" className={tableStyles.number}>
              {columns.saved}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <ShareLine key={row.key} row={row} most={most} hasLevel={hasLevel} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ShareLine({ row: { name, level, recorded, kept }, most, hasLevel }: { readonly row: ShareRow; readonly most: number; readonly hasLevel: boolean }) {
  const texts = useTexts();
  const words = texts.policies.replay;
  const less = lessBy(recorded.bytes, kept.bytes);
  const saved = recorded.bytes - kept.bytes;
  return (
    <tr>
      <th scope="row" className={tableStyles.name}>
        {name}
      </th>
      {hasLevel && <td className={styles.level}>{level}</td>}
      <td className={styles.barColumn}>
        <Bar
          isThin
          total={most}
          segments={[
            { tone: 'kept', value: kept.bytes, label: words.part(words.columns.after, texts.bytes(kept.bytes)) },
            { tone: 'dropped', value: saved, label: words.part(words.columns.saved, texts.bytes(saved)) },
          ]}
        />
      </td>
      <td className={tableStyles.number} title={words.eventsOf(recorded.events)}>
        {texts.bytes(recorded.bytes)}
        <span className={styles.events}>{words.eventsOf(recorded.events)}</span>
      </td>
      <td className={tableStyles.number}>
        {texts.bytes(kept.bytes)}
        <span className={styles.events}>{words.eventsOf(kept.events)}</span>
      </td>
      <td className={tableStyles.number}>{less === 0 ? <span className={tableStyles.soft}>{words.same}</span> : words.less(less)}</td>
    </tr>
  );
}
