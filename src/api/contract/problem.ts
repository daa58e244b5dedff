// The shape of every error answer (RFC 9457).
import { z } from 'zod';

export const problemType = 'application/problem+json';

export const problem = z
  .object({
    type: z.string().describe('A link to the description of the code.'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('What is wrong, in a sentence.'),
    code: z.string().describe('A stable word for programs.'),
    hint: z.string().optional().describe('What to do instead.'),
    position: z
      .object({
        offset: z.int().describe('UTF-16 units from 0.'),
        line: z.int().describe('From 1.'),
        column: z.int().describe('From 1.'),
      })
      .optional()
      .describe('The place in `q`.'),
    fix: z
      .object({ from: z.int(), to: z.int(), text: z.string() })
      .optional()
      .describe('A change of `q` that would likely mend it: this text in place of what stands from `from` to `to` (UTF-16 units).'),
  })
  .meta({ id: 'Problem' });

export type ProblemDocument = z.infer<typeof problem>;
