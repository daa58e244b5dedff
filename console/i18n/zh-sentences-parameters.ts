// Simplified Chinese for what a parameter must be, and for sentences that others are joined by.
import type { Catalogue } from './translate-sentence.ts';

export const zhSentencesParameters: Catalogue = {
  // Joints of other sentences.
  '{}: {}': '{~1}：{~2}',
  '{}: {}.': '{~1}：{~2}。',

  // What a parameter must be.
  'must be the id of an agent': '必须是代理的 id',
  'must be the id of a roll-out': '必须是下发的 id',
  'must be the number of a version': '必须是版本号',
  'must be the text of a policy': '必须是策略的文本',
  'must be a version such as "1.36"': '必须是版本，例如 "1.36"',
  'must be a version from 1.20 on, such as "1.36"': '必须是从 1.20 开始的版本，例如 "1.36"',
  'must be letters, digits and . _ - only, at most 120': '只能有字母、数字和 . _ -，最多 120 个',
  'must be letters, digits and . _ : - only, at most 120': '只能有字母、数字和 . _ : -，最多 120 个',
  'must be 1–63 of a–z, 0–9, "." and "-", beginning and ending with a letter or digit': '必须是 1 到 63 个 a–z、0–9、"." 和 "-"，首尾须为字母或数字',
  'must be a name': '必须是名称',
  'must be names with commas between them; each {}': '必须是以逗号分隔的名称；每个 {~1}',
  'must be true or false': '必须是 true 或 false',
  'must be a whole number from {} to {}': '必须是 {1} 到 {2} 的整数',
  'must be given once': '只能给出一次',
  'must be text': '必须是文本',
  'must not be empty': '不能为空',
  'must be en or zh': '必须是 en 或 zh',
  'must be asc or desc': '必须是 asc 或 desc',
  'must be ndjson or csv': '必须是 ndjson 或 csv',
  'must be "stored"': '必须是 "stored"',
  'must be an http(s) address with a path and without a password': '必须是带有路径且不含密码的 http(s) 地址',
  'must be 16 hex digits': '必须是 16 位十六进制数字',
  'must be 32 hex digits': '必须是 32 位十六进制数字',
  'must be 64 hex digits': '必须是 64 位十六进制数字',
  'has too many entries': '条目过多',
  'must be one of {}': '必须是 {1} 之一',
};
