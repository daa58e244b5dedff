// Writes docs/reference/ from the tables of the built program: fields, settings and error codes. `--check` only says whether the files are current.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fields, openRoots } from '../dist/audit/fields.js';
import { policyProblemCodes } from '../dist/policy/problem-codes.js';
import { ruleFieldSentences } from '../dist/policy/fields-of-policy.js';
import { presets } from '../dist/policy/presets/presets.js';
import { levelSentences, stageSentences } from '../dist/policy/words-of-policy.js';
import { sqlFunctions } from '../dist/search/sql/functions.js';
import { castTypes, intervalUnits } from '../dist/search/sql/ast.js';
import { errorCodes } from '../dist/lib/error-codes.js';
import { flagOf, settings } from '../dist/server/settings.js';

const folder = new URL('../docs/reference/', import.meta.url).pathname;
const note = "<!-- Made by tools/generate-reference.mjs from the program's own tables: change those. -->\n\n";
const cell = (text) => String(text).replaceAll('|', '\\|');
const table = (header, rows) =>
  `| ${header.join(' | ')} |\n|${header.map(() => '---|').join('')}\n${rows.map((row) => `| ${row.map(cell).join(' | ')} |\n`).join('')}`;

const words = (sentences) =>
  table(
    ['word', 'meaning'],
    Object.entries(sentences).map(([word, sentence]) => [`\`${word}\``, sentence]),
  );

const pages = {
  'fields.md': `# Fields\n\n${note}Query words, columns and API names are the same. Below ${openRoots.map((root) => `\`${root}\``).join(', ')} any path may be asked for.\n\n${table(
    ['field', 'compared as', 'from', 'what it is'],
    fields.map((field) => [`\`${field.name}\``, field.kind, field.origin, field.sentence]),
  )}`,
  'sql.md': `# SQL after a pipe\n\n${note}What each word of a SELECT may be; [the guide](../guide/query-language.md) says how they go together.\n\n## Functions\n\nNames in any case. An aggregate (Σ) makes one value of many events.\n\n${table(
    ['write', '', 'is', 'what it is'],
    sqlFunctions.map(({ form, aggregate, gives, aliases, sentence }) => [
      `\`${form}\``,
      aggregate === true ? 'Σ' : '',
      gives === 'common' ? 'as its values' : gives,
      `${sentence}${aliases === undefined ? '' : ` Also \`${aliases.join('`, `')}\`.`}`,
    ]),
  )}\n## Operators\n\n${table(
    ['write', 'what it is'],
    [
      ['`a AND b` `a OR b` `NOT a`', 'Conditions.'],
      ['`=` `!=` `<>` `<` `<=` `>` `>=` `a BETWEEN x AND y`', 'Comparison of alike values.'],
      ["`x IN ('a', 'b')` `NOT IN`", 'One of the values that are written out.'],
      ["`text LIKE 'kube%'` `ILIKE` `NOT LIKE`", '`%` any run of characters, `_` one; `\\` before either means the character. ILIKE is without case.'],
      ['`x IS NULL` `x IS NOT NULL`', 'Missing or there.'],
      ['`+` `-` `*` `/` `%`', 'Arithmetic in 64-bit floating point; by zero is NULL.'],
      ['`time + INTERVAL 5 MINUTE`', `Another time. Units: ${intervalUnits.join(', ')}.`],
      ['`a || b`', 'Texts one after the other.'],
      ['`CASE WHEN condition THEN a ELSE b END` `CASE x WHEN 1 THEN a END`', 'The first that fits; NULL without ELSE.'],
      ['`CAST(x AS type)`', `${castTypes.join(', ')}, and their usual SQL names (varchar, bigint, double, datetime …). What cannot be read is NULL.`],
    ],
  )}`,
  'settings.md': `# Settings of the server\n\n${note}Flags win over the environment, the environment over the file of \`--config\`.\n\n${table(
    ['flag', 'environment', 'key in the file', 'default', 'what it does'],
    settings.map((setting) => [
      setting.isSecret ? '—' : `\`${flagOf(setting.key)}\``,
      `\`${setting.env}\``,
      setting.isSecret ? '—' : `\`${setting.key}\``,
      setting.default === null ? '—' : `\`${setting.default}\``,
      setting.sentence,
    ]),
  )}`,
  'errors.md': `# Errors\n\n${note}Answers are RFC 9457 problem documents with a stable \`code\`; the command line ends with the exit code.\n\n${table(
    ['code', 'HTTP status', 'exit code', 'meaning'],
    Object.entries(errorCodes).map(([code, { status, exit, title }]) => [`\`${code}\``, status, exit, title]),
  )}`,
  'policy.md': `# Policies\n\n${note}## Levels\n\n${words(levelSentences)}\n## Stages\n\n${words(stageSentences)}\n## Fields of a rule\n\n${words(ruleFieldSentences)}\n## Presets\n\n${table(
    ['name', 'what it is for', 'source'],
    presets.map(({ name, source, draft }) => [`\`${name}\``, draft.sentence, source]),
  )}\n## What \`policy check\` finds\n\nerror: kube-apiserver refuses to start. misread: it starts, but reads or does otherwise than written. advice: it works as written, with a price.\n\n${table(
    ['code', 'severity', 'meaning'],
    Object.entries(policyProblemCodes).map(([code, { severity, title }]) => [`\`${code}\``, severity, title]),
  )}`,
};

const isCheck = process.argv.includes('--check');
mkdirSync(folder, { recursive: true });
const stale = Object.entries(pages).filter(([name, text]) => !existsSync(path.join(folder, name)) || readFileSync(path.join(folder, name), 'utf8') !== text);
if (isCheck && stale.length > 0) {
  console.error(`docs/reference is not current (${stale.map(([name]) => name).join(', ')}): run \`npm run reference\``);
  process.exit(1);
}
if (!isCheck) for (const [name, text] of stale) writeFileSync(path.join(folder, name), text);
