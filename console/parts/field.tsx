// Labelled inputs: label above, hint and fault below, tied together for those who do not see them.
import { useId, type ComponentProps, type ReactNode } from 'react';
import styles from './field.module.css';

interface Frame {
  readonly label: string;
  readonly hint?: ReactNode;
  /** What is wrong with the value; null when nothing is. */
  readonly fault?: string | null;
}

export function TextField({ label, hint, fault, className, ...rest }: Frame & ComponentProps<'input'>) {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} hint={hint} fault={fault}>
      <input
        id={id}
        className={`${styles.input} ${className ?? ''}`}
        aria-invalid={fault != null}
        aria-describedby={`${id}-note`}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        {...rest}
      />
    </FieldFrame>
  );
}

export function SelectField({ label, hint, fault, children, ...rest }: Frame & ComponentProps<'select'>) {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} hint={hint} fault={fault}>
      <select id={id} className={styles.select} aria-invalid={fault != null} aria-describedby={`${id}-note`} {...rest}>
        {children}
      </select>
    </FieldFrame>
  );
}

/** A select whose label stands before it in a line, or is only heard. */
export function InlineSelect({ label, isLabelHidden = false, children, ...rest }: { label: string; isLabelHidden?: boolean } & ComponentProps<'select'>) {
  const id = useId();
  return (
    <span className={styles.inline}>
      <label htmlFor={id} className={isLabelHidden ? 'visually-hidden' : styles.label}>
        {label}
      </label>
      <select id={id} className={styles.select} {...rest}>
        {children}
      </select>
    </span>
  );
}

function FieldFrame({ id, label, hint, fault, children }: Frame & { id: string; children: ReactNode }) {
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      {children}
      <div id={`${id}-note`} className={fault != null ? styles.fault : styles.hint} role={fault != null ? 'alert' : undefined}>
        {fault ?? hint}
      </div>
    </div>
  );
}

export interface ChoiceProps extends ComponentProps<'input'> {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
}

/** A checkbox or radio button with its words. */
export function Choice({ label, hint, ...rest }: ChoiceProps) {
  const id = useId();
  return (
    <div className={styles.choice}>
      <input id={id} aria-describedby={hint === undefined ? undefined : `${id}-hint`} {...rest} />
      <div>
        <label htmlFor={id}>{label}</label>
        {hint !== undefined && (
          <div id={`${id}-hint`} className={styles.hint}>
            {hint}
          </div>
        )}
      </div>
    </div>
  );
}
