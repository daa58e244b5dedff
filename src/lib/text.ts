// Free text that people give to things (display names, notes): short, one line, and shown everywhere without surprises.
import { AppError } from './app-error.ts';

const maxTextLength = 200;
// control characters break lines and terminals, direction overrides make a text read as another one
const forbidden = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

/** Throws AppError `bad_parameter` when a text is too long, broken, or holds what cannot be shown on a line. */
export function requireText(parameter: string, text: string): void {
  if (text.length > maxTextLength) {
    throw new AppError('bad_parameter', `${parameter} is ${text.length} characters long`, {
      hint: `At most ${maxTextLength} are allowed.`,
    });
  }
  if (!text.isWellFormed() || forbidden.test(text)) {
    throw new AppError('bad_parameter', `${parameter} holds characters that cannot be shown`, {
      hint: 'Leave out line breaks, control characters and direction overrides.',
    });
  }
}
