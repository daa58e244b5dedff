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
import { saveFile } from '../../parts/save-file.ts';
import { TellPolicy } from './tell-policy.tsx';
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
  /** The cluster whose API servers run it. */
  readonly cluster?: string;
}

export function OpenBench({ source, search, onGo, title, original, topic, cluster }: OpenBenchProps) {
  const { policies, unseen } = useTexts();
  const words = policies.bench;
  const { about } = unseen.bench;
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
  const shownRule = useShownRule(search.rule, checked !== null, goToRule);
  const type = (text: string) => {
    draft.keep(text);
    change(text);
  };
  return (
    <>
      <PolicyHead title={title}>
        <KubernetesSelect minor={minor} onChange={(version) => onGo({ kubernetes: version })} />
        <Tools editor={editor} />
        <PutInForce text={checked?.policy == null ? null : checked.text} topic={topic} cluster={cluster} />
      </PolicyHead>
      {cluster !== undefined && <p className={styles.foot}>{about}</p>}
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
              rule={explained.explanation?.rule ?? shownRule}
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

interface PutInForceProps extends Pick<OpenBenchProps, 'topic' | 'cluster'> {
  /** Null while kube-apiserver would refuse it. */
  readonly text: string | null;
}

/** The two places where a policy counts: the masters, and the arrival here. What the masters of a cluster run already may be told, too. */
function PutInForce({ text, topic, cluster }: PutInForceProps) {
  const texts = useTexts();
  const [open, setOpen] = useState<'masters' | 'topic' | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      <Button disabled={text === null} onClick={() => setOpen('masters')}>
        {texts.masters.policy.open}
      </Button>
      {cluster === undefined ? (
        <Button look="primary" disabled={text === null} onClick={() => setOpen('topic')}>
          {texts.policies.bench.apply}
        </Button>
      ) : (
        <TellPolicy cluster={cluster} text={() => text ?? ''} isReadable={text !== null} />
      )}
      <RollOutWindow isOpen={open === 'masters'} onClose={close} text={text ?? ''} />
      <ApplyWindow isOpen={open === 'topic'} onClose={close} text={text ?? ''} topic={topic} />
    </>
  );
}

/** Goes to the rule that the address names, once its place is known. */
function useShownRule(named: string | undefined, isKnown: boolean, goTo: (rule: number) => void): number | null {
  const rule = named === undefined ? null : Number(named);
  useEffect(() => {
    if (rule !== null && isKnown) goTo(rule);
    // Not again for every change of the text.
  }, [rule, isKnown]);
  return rule;
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
      <Button onClick={() => saveFile(editor.current?.text() ?? '', words.fileName, 'application/yaml')}>
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
