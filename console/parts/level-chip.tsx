// A level with a mark of how much it records, so that it reads without colour.
import type { Level } from '../../src/audit/vocabulary.ts';
import { useTexts } from '../i18n/texts.ts';
import styles from './level-chip.module.css';

const glyphs: Readonly<Record<Level, string>> = { None: '○', Metadata: '◔', Request: '◑', RequestResponse: '●' };

export function LevelChip({ level }: { readonly level: Level }) {
  const { levels } = useTexts().policyTerms;
  return (
    <span className={`${styles.chip} ${level === 'None' ? styles.none : ''}`} title={levels[level]}>
      <span aria-hidden="true">{glyphs[level]}</span> {level}
    </span>
  );
}
