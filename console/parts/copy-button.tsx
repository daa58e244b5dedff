// Copies a text and says so.
import { useEffect, useState } from 'react';
import { useTexts } from '../i18n/texts.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

export interface CopyButtonProps {
  readonly text: string | (() => string);
  /** What it copies, for those who do not see where it stands. */
  readonly label: string;
  /** Shown beside the icon; the button says only `Copy` otherwise. */
  readonly caption?: string;
}

const thanksMs = 2_000;

export function CopyButton({ text, label, caption }: CopyButtonProps) {
  const texts = useTexts();
  const [outcome, setOutcome] = useState<'copied' | 'failed' | null>(null);
  useEffect(() => {
    if (outcome === null) return undefined;
    const timer = setTimeout(() => setOutcome(null), thanksMs);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () => setOutcome((await copyText(typeof text === 'string' ? text : text())) ? 'copied' : 'failed');
  const words = outcome === null ? (caption ?? texts.common.copy) : outcome === 'copied' ? texts.common.copied : texts.common.copyFailed;
  return (
    <Button look="quiet" aria-label={label} onClick={() => void copy()}>
      <Icon name={outcome === 'copied' ? 'check' : 'copy'} />
      <span aria-live="polite">{words}</span>
    </Button>
  );
}

/** Whether it worked. Over plain http there is no clipboard API: then the selection is copied the old way. */
async function copyText(text: string): Promise<boolean> {
  try {
    if (navigator.clipboard !== undefined) {
      await navigator.clipboard.writeText(text);
      return true;
    }
  } catch {
    // Not allowed: the other way may be.
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'visually-hidden';
  // Inside an open dialog, or its focus trap takes the selection away.
  (document.querySelector('[role="dialog"]') ?? document.body).append(area);
  area.select();
  const isCopied = document.execCommand('copy');
  area.remove();
  return isCopied;
}
