// The forms in which kube-apiserver writes auditIDs and times: words of values in these forms are not indexed, for other columns tell them.

/** `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`, in small letters. */
export function isPlainUuid(b: Uint8Array, from: number, to: number): boolean {
  if (to - from !== 36) return false;
  for (let k = 0; k < 36; k += 1) {
    const c = b[from + k];
    if (k === 8 || k === 13 || k === 18 || k === 23 ? c !== 0x2d : !((c >= 0x30 && c <= 0x39) || (c >= 0x61 && c <= 0x66))) return false;
  }
  return true;
}

const timeForm = '0000-00-00T00:00:00.000000Z';

/** `2026-11-26T08:15:24.904665Z`, whatever the digits. */
export function isPlainTime(b: Uint8Array, from: number, to: number): boolean {
  if (to - from !== timeForm.length) return false;
  for (let k = 0; k < timeForm.length; k += 1) {
    const c = b[from + k];
    const form = timeForm.charCodeAt(k);
    if (form === 0x30 ? c < 0x30 || c > 0x39 : c !== form) return false;
  }
  return true;
}

/** Whether a word may be one of a plain time: `2026`, `11`, `26t08`, `904665z`. */
export function isOfPlainTime(word: string): boolean {
  return /^(?:[0-9]{2}|[0-9]{4}|[0-9]{2}t[0-9]{2}|[0-9]{6}z)$/.test(word);
}

/** Whether a run of words may stand in a plain UUID, the last one cut off where `prefix` is set. */
export function areOfPlainUuid(words: readonly string[], prefix: boolean): boolean {
  const form = words.join('-');
  const whole = /^(?:[0-9a-f]{8}(?:-|$))?(?:[0-9a-f]{4}(?:-|$)){0,3}(?:[0-9a-f]{12})?$/;
  return prefix ? /^[0-9a-f-]{1,36}$/.test(form) : form.length <= 36 && whole.test(form);
}
