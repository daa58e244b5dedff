// The name of the page in the browser's tab and history.
import { useEffect } from 'react';
import { useTexts } from '../i18n/texts.ts';

export function useTitle(page: string): void {
  const { product } = useTexts();
  useEffect(() => {
    document.title = `${page} · ${product}`;
  }, [page, product]);
}
