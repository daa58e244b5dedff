// Chinese sentences: 谁对什么做了什么，用了哪些值，结果如何. Written as Chinese, not translated word by word.
import { chineseDeed } from './chinese-deeds.ts';
import { forHowLong, who } from './chinese-words.ts';
import type { Outcome } from './find-outcome.ts';
import { phrase, received, words, type Part, type Phrase } from './parts.ts';
import { name } from './told-values.ts';
import type { Told } from './tell.ts';

/** The sentence, without blanks between Chinese characters: those belong around other scripts only. */
export function tellChinese(told: Told): Phrase {
  return tighten(compose(told));
}

const chinese = /^[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]/;

function tighten(parts: Phrase): Phrase {
  const tight: Part[] = [];
  parts.forEach((part, k) => {
    const text = part.isReceived ? part.text : withoutBlanks(part.text, tight[tight.length - 1], parts[k + 1]);
    if (text !== '') tight.push({ ...part, text });
  });
  return tight;
}

function withoutBlanks(text: string, before: Part | undefined, after: Part | undefined): string {
  const afterChinese = before !== undefined && !before.isReceived && chinese.test(before.text.slice(-1));
  const next = after === undefined || after.isReceived ? '' : after.text;
  const start = afterChinese && chinese.test(text.trimStart() || next) ? text.trimStart() : text;
  return chinese.test(next) && chinese.test(start.trimEnd().slice(-1)) ? start.trimEnd() : start;
}

function compose(told: Told): Phrase {
  const { facts, deed, outcome } = told;
  const to = chineseDeed(deed, false);
  const actor = facts.impersonated === undefined ? who(facts.username) : phrase`${who(facts.username)} 以 ${who(facts.impersonated)} 的身份`;
  const tried = told.isDryRun ? words('result', '（试运行）') : null;
  switch (outcome.is) {
    case 'asked':
      return phrase`${actor} 请求${to}${tried}`;
    case 'begun':
      return phrase`${actor} 开始${to}`;
    case 'done':
      return phrase`${actor} ${done(told)}${allowedBy(outcome)}`;
    case 'unknownUser':
      return phrase`有人${fromWhere(outcome.address)}${words('result', '登录失败')}，请求的操作是${to}`;
    case 'refused':
      return phrase`${actor} ${words('result', '无权')}${to}：${outcome.why === '' ? words('result', '没有规则允许') : received('result', outcome.why)}${tried}`;
    case 'failed':
      return phrase`${actor} ${words('result', '未能')}${to}：${failure(outcome)}${tried}`;
    case 'panic':
      return phrase`${actor} 请求${to} 时，${words('result', 'API server 发生 panic')}`;
  }
}

function done({ deed, isDryRun, longMs }: Told): Phrase {
  if (isDryRun) return phrase`试运行：${chineseDeed(deed, false)}${words('result', '（未实际执行）')}`;
  return phrase`${chineseDeed(deed, true)}${longMs === null ? null : phrase`，持续 ${words('value', forHowLong(longMs))}`}`;
}

function fromWhere(address: string): Phrase {
  return address === '' ? [] : phrase`从 ${received('value', address)} `;
}

function allowedBy({ role, binding }: Extract<Outcome, { readonly is: 'done' }>): Phrase {
  if (role === '') return [];
  const through = binding === role ? null : phrase`，经由 ${name('result', binding)}`;
  return phrase`（权限来自 ${name('result', role)}${through}）`;
}

function failure({ code, reason, detail }: Extract<Outcome, { readonly is: 'failed' }>): Phrase {
  if (code === 422 && detail !== '') return phrase`${words('result', '字段')} ${received('result', detail)} ${words('result', '无效（422）')}`;
  const why = reasons.get(reason) ?? codes.get(code) ?? (code >= 500 ? '服务器出错' : '请求被拒绝');
  return phrase`${words('result', why)}${detail === '' ? null : phrase`，${received('result', detail)}`}${words('result', `（${code}）`)}`;
}

const reasons = new Map([
  ['AlreadyExists', '对象已存在'],
  ['Conflict', '期间已被他人修改'],
  ['Expired', '该版本已失效'],
  ['ServerTimeout', '服务器处理超时'],
]);

const codes = new Map([
  [400, '请求格式有误'],
  [401, '未通过身份验证'],
  [403, '被准入控制拒绝'],
  [404, '对象不存在'],
  [405, '不支持该方法'],
  [406, '不支持所要求的返回格式'],
  [408, '处理超时'],
  [409, '存在冲突'],
  [410, '该版本已失效'],
  [413, '请求过大'],
  [415, '不支持的内容格式'],
  [422, '内容无效'],
  [429, '请求过多'],
  [500, '服务器出错'],
  [503, '服务不可用'],
  [504, '处理超时'],
]);
