// What a request does, in Chinese: a whole verb phrase, with 了 where it is done and the sentence wants it.
import { lifetime, named, thing, things, values } from './chinese-words.ts';
import type { Deed, DeedOf, Thing } from './deed.ts';
import { joined, phrase, received, words, type Phrase } from './parts.ts';
import { quotedIf, readUser, shellWords } from './told-values.ts';

/** `did` makes a verb: with 了 where the deed is done. */
type Did = (verb: string) => Phrase;
type Tell<D extends Deed['does']> = (deed: DeedOf<D>, did: Did) => Phrase;

/** The verb phrase; `isDone` false: after 请求, 未能, 无权, 开始. */
export function chineseDeed(deed: Deed, isDone: boolean): Phrase {
  const did: Did = (verb) => [words('verb', isDone ? `${verb}了` : verb)];
  return (tellers[deed.does] as (deed: Deed, did: Did) => Phrase)(deed, did);
}

const verb = (text: string) => words('verb', text);
const value = (text: string) => received('value', text);
const onThing =
  (name: string) =>
  (deed: { readonly thing: Thing }, did: Did): Phrase =>
    phrase`${did(name)} ${thing(deed.thing)}`;
/** `（容器 app）` */
const inContainer = (container: string): Phrase | null => (container === '' ? null : phrase`（容器 ${value(container)}）`);

const tellers: { readonly [D in Deed['does']]: Tell<D> } = {
  read: onThing('读取'),
  create: onThing('创建'),
  replace: onThing('更新'),
  delete: onThing('删除'),
  restart: onThing('滚动重启'),
  suspend: onThing('暂停'),
  resume: onThing('恢复'),
  renew: onThing('续期'),
  evict: onThing('驱逐'),
  cordon: (deed) => phrase`将 ${thing(deed.thing)} ${verb('标记为不可调度')}`,
  uncordon: (deed) => phrase`将 ${thing(deed.thing)} ${verb('恢复为可调度')}`,
  finalize: (deed, did) => phrase`${did('完成')} ${thing(deed.thing)} 的终结清理`,
  readPart: (deed, did) => phrase`${did('读取')} ${thing(deed.thing)} 的 ${received('object', deed.part)}`,
  writePart: (deed, did) => phrase`${did('更新')} ${thing(deed.thing)} 的 ${received('object', deed.part)}`,
  list: (deed, did) => phrase`${did('列出')} ${things(deed.things, deed.selector)}`,
  watch: (deed, did) => phrase`${did('监视')} ${things(deed.things, deed.selector)}`,
  deleteMany: (deed, did) => phrase`${did('批量删除')} ${things(deed.things, deed.selector)}`,
  change: (deed, did) =>
    deed.fields.length === 0 ? phrase`${did('修补')} ${thing(deed.thing)}` : phrase`${did('修改')} ${thing(deed.thing)} 的 ${values(deed.fields, deed.more)}`,
  label: (deed, did) => phrase`为 ${thing(deed.thing)} ${did('设置')}标签 ${values(deed.fields, deed.more)}`,
  annotate: (deed, did) => phrase`为 ${thing(deed.thing)} ${did('设置')}注解 ${values(deed.fields, deed.more)}`,
  apply: (deed, did) => {
    const manager = deed.manager === '' ? phrase` ` : phrase`（fieldManager 为 ${value(deed.manager)}）`;
    return phrase`通过 apply${manager}${did(deed.isNew === null ? '写入' : deed.isNew ? '创建' : '修改')} ${thing(deed.thing)}`;
  },
  scale: (deed) => phrase`将 ${thing(deed.thing)} 的副本数${deed.from === null ? null : phrase`从 ${value(deed.from)} `}${verb('调整为')} ${value(deed.to)}`,
  setImage: (deed) => {
    const images = joined(
      deed.images.map(({ container, image }) => (container === '' ? [value(image)] : phrase`${value(container)} 为 ${value(image)}`)),
      '、',
    );
    const more = deed.more === 0 ? null : phrase` 等 ${words('text', String(deed.images.length + deed.more))} 项`;
    return phrase`将 ${thing(deed.thing)} 的镜像${verb('更换')}：${images}${more}`;
  },
  taint: (deed, did) =>
    deed.taints.length === 0
      ? phrase`${did('清除')} ${thing(deed.thing)} 的污点`
      : phrase`为 ${thing(deed.thing)} ${did('设置')}污点 ${values(deed.taints, deed.more)}`,
  bind: (deed) => phrase`将 ${thing(deed.thing)} ${verb('调度到')}${deed.node === '' ? phrase`某个节点` : phrase`节点 ${value(deed.node)}`}`,
  exec: (deed, did) =>
    phrase`在 ${thing(deed.thing)}${inContainer(deed.container)} 中${did('执行')}${deed.command.length === 0 ? phrase`命令` : phrase` \`${value(shellWords(deed.command))}\``}`,
  attach: (deed, did) => phrase`${did('连接到')} ${thing(deed.thing)}${inContainer(deed.container)}`,
  forward: (deed, did) => phrase`${did('转发')} ${thing(deed.thing)} 的端口${deed.ports.length === 0 ? null : phrase` ${values(deed.ports, 0)}`}`,
  logs: (deed, did) => phrase`${did(deed.isFollowed ? '跟踪' : '读取')} ${thing(deed.thing)}${inContainer(deed.container)} 的日志`,
  proxy: (deed, did) => phrase`经由 ${thing(deed.thing)} ${did('发送')} ${value(deed.method)} ${value(deed.path === '' ? '/' : deed.path)}`,
  debug: (deed, did) => phrase`为 ${thing(deed.thing)} ${did('添加')}调试容器${deed.images.length === 0 ? null : phrase` ${values(deed.images, 0)}`}`,
  token: (deed, did) =>
    phrase`${did('获取')} ${thing(deed.thing)} 的令牌${deed.seconds === null ? null : phrase`，有效期 ${words('value', lifetime(deed.seconds))}`}`,
  requestCertificate: (deed, did) =>
    phrase`${deed.signer === '' ? null : phrase`向 ${value(deed.signer)} `}${did('申请')}证书${deed.thing.name === '' ? null : phrase` ${thing(deed.thing)}`}`,
  decideCertificate: (deed, did) => phrase`${did(deed.decision === 'approve' ? '批准' : deed.decision === 'deny' ? '拒绝' : '审批')} ${thing(deed.thing)}`,
  grant: (deed) => {
    const subjects = joined(deed.subjects.map(named), '、');
    const more = deed.more === 0 ? null : phrase` 等 ${words('text', String(deed.subjects.length + deed.more))} 个主体`;
    const through = deed.isNew ? phrase`通过 ${thing(deed.thing)} ` : phrase`修改 ${thing(deed.thing)}，`;
    return phrase`${through}将 ${named(deed.role)} ${verb('授予')} ${subjects}${more}`;
  },
  report: (deed, did) => phrase`${did('报告')} ${named(deed.about)} 的事件 ${value(deed.reason)}`,
  review: (deed, did) => {
    const result = deed.answer === null ? null : phrase`，结果为${words('result', deed.answer === 'yes' ? '允许' : '不允许')}`;
    const subject = reviewed(deed.who);
    if (deed.verb === '') return phrase`${did('查询')}${subject}的权限${result}`;
    return phrase`${did('查询')}${subject}能否 ${value(deed.verb)}${deed.within === '' ? null : phrase` ${value(deed.within)} 中的`}${deed.what === '' ? null : phrase` ${value(deed.what)}`}${result}`;
  },
  reviewToken: (_deed, did) => phrase`${did('验证')}一个令牌`,
  reviewRules: (_deed, did) => phrase`${did('查询')}自己的全部权限`,
  fetch: (deed, did) => phrase`${did('访问')} ${received('object', deed.path)}`,
  send: (deed, did) => phrase`${did('发送')} ${value(deed.method)} ${received('object', deed.path)}`,
  options: (deed, did) => phrase`${did('查询')} ${received('object', deed.path)} 支持的选项`,
  other: (deed) => phrase`对 ${thing(deed.thing)} ${verb('执行')} ${value(deed.verb)}`,
};

function reviewed(who: string | null): Phrase {
  if (who === null) return phrase`自己`;
  if (who === '') return phrase`某用户`;
  const { kind, name, isQuoted } = readUser(who);
  return phrase` ${kind === 'user' ? quotedIf(isQuoted, 'value', name) : value(who)} `;
}
