// What the engine's failures say of its disk: codes of src/Common/ErrorCodes.cpp.

/** NOT_ENOUGH_SPACE, and what a write without room ends with. */
const spaceCode = '243';
const spaceText = /No space left on device|errno: 28\b/;
/** UNEXPECTED_END_OF_FILE, ATTEMPT_TO_READ_AFTER_EOF, CANNOT_READ_ALL_DATA, CHECKSUM_DOESNT_MATCH, NO_FILE_IN_DATA_PART, CORRUPTED_DATA, CANNOT_DECOMPRESS. */
const damageCodes = new Set(['3', '32', '33', '40', '226', '246', '271']);

/** `space`: it had no room to write; `damage`: it could not read its own files; null: neither. */
export function kindOfFailure(failure: unknown): 'space' | 'damage' | null {
  const { message = '', code = /Code: (\d+)\./.exec(message)?.[1] ?? '' } = failure as { message?: string; code?: string };
  if (code === spaceCode || spaceText.test(message)) return 'space';
  return damageCodes.has(code) ? 'damage' : null;
}
