// JSON as a tree that is read as far as it is opened. Everything in it is untrusted.
import { useMemo, useState } from 'react';
import { useTexts } from '../i18n/texts.ts';
import { isSecretKey } from '../show/find-tokens.ts';
import { stringOf, textOf, type Child } from '../show/json-span.ts';
import { maxDepth, firstChildren, treeLines, type MoreLine, type TreeLine, type TreeState } from '../show/tree-lines.ts';
import { RawText } from './raw-text.tsx';
import { Value } from './value.tsx';
import styles from './json-tree.module.css';

export interface JsonTreeProps {
  readonly roots: readonly Child[];
  readonly label: string;
}

const drawnStep = 500;
const indent = 14;
/** Deeper lines are not moved further to the right. */
const maxIndent = 20;

export function JsonTree({ roots, label }: JsonTreeProps) {
  const texts = useTexts();
  const [state, setState] = useState<TreeState>({ toggled: new Map(), drawn: new Map() });
  const [maxLines, setMaxLines] = useState(drawnStep);
  const lines = useMemo(() => treeLines(roots, state), [roots, state]);
  const toggle = ({ id, isOpen }: TreeLine) => setState({ ...state, toggled: new Map(state.toggled).set(id, !isOpen) });
  const drawMore = ({ of }: MoreLine) => setState({ ...state, drawn: new Map(state.drawn).set(of, (state.drawn.get(of) ?? firstChildren) + drawnStep) });
  return (
    <ul className={styles.tree} aria-label={label}>
      {lines.slice(0, maxLines).map((line) =>
        'more' in line ? (
          <li key={line.id} style={{ paddingLeft: indentOf(line.depth) }}>
            <button type="button" className={styles.more} onClick={() => drawMore(line)}>
              {texts.common.showMore(line.more)}
            </button>
          </li>
        ) : (
          <Line key={line.id} line={line} onToggle={() => toggle(line)} />
        ),
      )}
      {lines.length > maxLines && (
        <li>
          <button type="button" className={styles.more} onClick={() => setMaxLines(maxLines + drawnStep)}>
            {texts.common.showMore(lines.length - maxLines)}
          </button>
        </li>
      )}
    </ul>
  );
}

function indentOf(depth: number): number {
  return 26 + Math.min(depth, maxIndent) * indent;
}

function Line({ line, onToggle }: { readonly line: TreeLine; readonly onToggle: () => void }) {
  const words = useTexts().explore.detail;
  const { key, index, isOpen, count, isOverridden, depth } = line;
  return (
    <li className={styles.line} style={{ paddingLeft: indentOf(depth) }}>
      {count > 0 && (
        <button
          type="button"
          className={styles.twisty}
          aria-expanded={isOpen}
          aria-label={`${isOpen ? words.closeTree : words.openTree} ${key === null ? (index ?? '') : safeLabel(key)}`}
          onClick={onToggle}
        >
          {isOpen ? '▾' : '▸'}
        </button>
      )}
      {key !== null && (
        <>
          <Value text={key} max={120} className={isOverridden ? styles.overridden : styles.key} />
          <span className={styles.punctuation}>: </span>
        </>
      )}
      {index !== null && <span className={styles.index}>{index} </span>}
      <LineValue line={line} />
      {isOverridden && <span className={styles.note}>{words.givenTwice}</span>}
    </li>
  );
}

function LineValue({ line }: { readonly line: TreeLine }) {
  const words = useTexts().explore.detail;
  const { kind, span, count, key, depth } = line;
  if (kind === 'string') {
    return (
      <span className={styles.string}>
        "<Value text={stringOf(span) ?? ''} isSecret={isSecretKey(key)} />"
      </span>
    );
  }
  if (kind === 'number' || kind === 'literal') return <Value text={textOf(span)} max={120} className={styles[kind]} />;
  if (count > 0) {
    return (
      <span className={styles.count}>
        {kind === 'object' ? '{…}' : '[…]'} {kind === 'object' ? words.members(count) : words.elements(count)}
      </span>
    );
  }
  if (depth >= maxDepth) {
    return (
      <>
        <RawText text={textOf(span)} max={400} isInline /> <span className={styles.note}>{words.tooDeep}</span>
      </>
    );
  }
  return <span className={styles.punctuation}>{kind === 'object' ? '{}' : '[]'}</span>;
}

/** A key as part of a label that is read aloud: short, and without what cannot be said. */
function safeLabel(key: string): string {
  return key.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, ' ').slice(0, 80);
}
