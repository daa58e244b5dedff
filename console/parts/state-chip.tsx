// The state of a feature: a glyph and a word, so that it reads without colour.
import { useTexts } from '../i18n/texts.ts';
import type { FeatureState } from '../query/clusters.ts';
import styles from './state-chip.module.css';

const looks: Readonly<Record<FeatureState, readonly [glyph: string, tone: string]>> = {
  Disabled: ['○', styles.off],
  Enabling: ['◐', styles.busy],
  Enabled: ['●', styles.on],
  Disabling: ['◑', styles.busy],
  Failed: ['✕', styles.failed],
};

export function StateChip({ state }: { readonly state: FeatureState }) {
  const texts = useTexts();
  const [glyph, tone] = looks[state];
  return (
    <span className={`${styles.chip} ${tone}`} data-state={state}>
      <span aria-hidden="true">{glyph}</span>
      {texts.features.states[state]}
    </span>
  );
}
