// An open policy: its text with everything said about it while it is typed, one request explained, and what it would do to the stored events.
import { useEffect, useRef, useState, type RefObject } from 'react';
import { newestKubernetes, parseKubernetesVersion } from '../../../src/policy/kubernetes-version.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../parts/button.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { InlineSelect } from '../../parts/field.tsx';
import { Icon } from '../../parts/icon.tsx';
import { ApplyWindow } from './apply-window.tsx';
import type { BenchProps } from './bench.tsx';
import { ChoicesForm } from './choices-form.tsx';
import { readChoices, writeChoices } from './choices-text.ts';
import { CodeEditor, type CodeEditorHandle } from './editor/code-editor.tsx';
import { ExplainPanel } from './explain-panel.tsx';
import { PolicyHead } from './policy-head.tsx';
import { ProblemList } from './problem-list.tsx';
import { RollOutWindow } from './roll-out-window.tsx';
import { saveFile } from './save-file.ts';
import { Trials } from './trials.tsx';
import { useChecked } from './use-checked.ts';
import { useDraft, type Draft } from './use-draft.ts';
import { useExplained } from './use-explained.ts';
import styles from './open-bench.module.css';

export interface OpenBenchProps extends BenchProps {
  readonly title: string;
  /** The text that it begins with. */
  readonly original: string;
  /** The log topic whose policy it is. */
  readonly topic?: string;
}

export function OpenBench({ source, search, onGo, title, original, topic }: OpenBenchProps) {
  const words = useTexts().policies.bench;
  const editor = useRef<CodeEditorHandle>(null);
  const minor = readMinor(search.kubernetes);
  const draft = useDraft(source === 'choices' ? `choices:${search.choices ?? ''}` : source, original);
  const { checked, change } = useChecked(draft.initial, minor);
  const explained = useExplained(search, onGo, checked);
  useFollowed(source === 'choices' ? original : null, editor);
  const goToRule = (rule: number) => {
    const span = checked?.rules[rule];
    if (span !== undefined) editor.current?.goTo(span.start);
  };
  const type = (text: string) => {
    draft.keep(text);
    change(text);
  };
  return (
    <>
      <PolicyHead title={title}>
        <KubernetesSelect minor={minor} onChange={(version) => onGo({ kubernetes: version })} />
        <Tools editor={editor} />
        <PutInForce text={checked?.policy == null ? null : checked.text} topic={topic} />
      </PolicyHead>
      {source === 'choices' && <ChoicesForm chosen={readChoices(search.choices)} onChange={(chosen) => onGo({ choices: writeChoices(chosen) }, true)} />}
      <div className={styles.bench}>
        <div className={styles.work}>
          <div className={styles.editor}>
            <CodeEditor
              ref={editor}
              text={draft.initial}
              label={words.editor}
              hint={words.paste}
              onChange={type}
              checked={checked}
              rule={explained.explanation?.rule ?? null}
            />
          </div>
          <EditorFoot draft={draft} onAgain={() => editor.current?.replace(original)} />
          <ProblemList checked={checked} minor={minor} onGo={(offset) => editor.current?.goTo(offset)} />
        </div>
        <ExplainPanel explained={explained} search={search} onGo={onGo} checked={checked} onRule={goToRule} />
      </div>
      <Trials search={search} onGo={onGo} checked={checked} kubernetes={`1.${minor}`} onRule={goToRule} onUse={(text) => editor.current?.replace(text)} />
    </>
  );
}

/** The two places where a policy counts: the masters, and the arrival here. `text`: null while kube-apiserver would refuse it. */
function PutInForce({ text, topic }: { readonly text: string | null; readonly topic?: string }) {
  const texts = useTexts();
  const [open, setOpen] = useState<'masters' | 'topic' | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      <Button disabled={text === null} onClick={() => setOpen('masters')}>
        {texts.masters.policy.open}
      </Button>
      <Button look="primary" disabled={text === null} onClick={() => setOpen('topic')}>
        {texts.policies.bench.apply}
      </Button>
      <RollOutWindow isOpen={open === 'masters'} onClose={close} text={text ?? ''} />
      <ApplyWindow isOpen={open === 'topic'} onClose={close} text={text ?? ''} topic={topic} />
    </>
  );
}

/** Puts each later text into the editor; not the first, which may have been edited before. */
function useFollowed(text: string | null, editor: RefObject<CodeEditorHandle | null>): void {
  const shown = useRef(text);
  useEffect(() => {
    if (text === null || text === shown.current) return;
    shown.current = text;
    editor.current?.replace(text);
  }, [text, editor]);
}

function readMinor(version: string | undefined): number {
  const minor = parseKubernetesVersion(version ?? '') ?? newestKubernetes;
  return Math.min(minor, newestKubernetes);
}

const oldestKubernetes = 20;
const minors = Array.from({ length: newestKubernetes - oldestKubernetes + 1 }, (_, index) => newestKubernetes - index);

function KubernetesSelect({ minor, onChange }: { readonly minor: number; readonly onChange: (version: string | undefined) => void }) {
  const words = useTexts().policies.bench;
  return (
    <InlineSelect
      label={words.kubernetes}
      value={minor}
      onChange={(event) => onChange(Number(event.target.value) === newestKubernetes ? undefined : `1.${event.target.value}`)}
    >
      {minors.map((one) => (
        <option key={one} value={one}>
          1.{one}
        </option>
      ))}
    </InlineSelect>
  );
}

function Tools({ editor }: { readonly editor: RefObject<CodeEditorHandle | null> }) {
  const texts = useTexts();
  const words = texts.policies.bench;
  return (
    <>
      <Button onClick={() => saveFile(editor.current?.text() ?? '', words.fileName)}>
        <Icon name="download" />
        {texts.common.download}
      </Button>
      <CopyButton text={() => editor.current?.text() ?? ''} label={words.copy} />
    </>
  );
}

function EditorFoot({ draft, onAgain }: { readonly draft: Draft; readonly onAgain: () => void }) {
  const words = useTexts().policies.bench;
  return (
    <p className={styles.foot}>
      {words.keys}
      {draft.isEdited && (
        <span>
          {words.edited}
          <Button look="quiet" onClick={onAgain}>
            {words.again}
          </Button>
        </span>
      )}
    </p>
  );
}
