// The facets where there is no room beside the list: behind a button, in a sheet.
import { useState } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Overlay } from '../../parts/overlay.tsx';
import { Facets, type FacetsProps } from './facets.tsx';
import styles from './facet-sheet.module.css';

export function FacetSheet(props: FacetsProps) {
  const words = useTexts().explore.facets;
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button className={styles.button} aria-haspopup="dialog" aria-expanded={isOpen} onClick={() => setOpen(true)}>
        <Icon name="feature" />
        {words.show}
      </Button>
      <Overlay form="left" isOpen={isOpen} onClose={() => setOpen(false)} title={words.fields} closeLabel={words.hide}>
        <Facets {...props} />
      </Overlay>
    </>
  );
}
