// Simplified Chinese texts of one request in detail: its changes, what happened around it, and where to go from it.
import type { enDetail } from './en-detail.ts';

export const zhDetail: typeof enDetail = {
  changes: '改动',
  sent: '发送的内容',
  patch: '发送的补丁',
  history: '该对象的历史',
  noObject: '没有记录对象的名称：发送的内容在 requestObject 中（如有记录）。',
  arrived: '此阶段请求刚刚到达：后续阶段会说明它改动了什么。',
  refused: '请求被拒绝或失败：没有任何改动。以下是请求的内容。',
  dryRun: '这是试运行：没有任何改动。以下是请求的内容。',
  notFound: '这次写入不在历史列出的写入之中：写入多于一次读取的上限。',
  nothingSent: '没有记录发送的内容。',

  around: '前后事件',
  aroundLabel: '该事件前后的事件',
  aroundBy: { object: '同一对象', actor: '同一用户', all: '整个集群' },
  before: (duration) => `之前 ${duration}`,
  after: (duration) => `之后 ${duration}`,
  thisOne: '此事件',
  alone: '前后没有其他事件的记录。',
  noTime: '该事件没有可读的时间。',
  pivots: {
    impersonated: '同一被扮演用户',
    credential: '同一凭据',
    issued: '所签发令牌的使用',
    pod: '账号所在的同一 Pod',
    node: '账号所在的同一节点',
    history: '对象历史',
  },
  command: '命令',
  parameters: '参数',
  credential: '凭据',
  issued: '签发的凭据',
  pod: '使用者所在 Pod',
  node: '使用者所在节点',
};
