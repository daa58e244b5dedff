// Simplified Chinese. Sentences are written in Chinese, not assembled from English ones; Kubernetes' own words stay as they are.
import type { Texts } from './texts.ts';
import { zhCompleteness } from './zh-completeness.ts';
import { zhDetail } from './zh-detail.ts';
import { zhExplore } from './zh-explore.ts';
import { zhFields } from './zh-fields.ts';
import { zhFeatures } from './zh-features.ts';
import { zhHealth } from './zh-health.ts';
import { zhOpen } from './zh-open.ts';
import { zhOverview } from './zh-overview.ts';
import { zhObjects } from './zh-objects.ts';
import { zhMasters } from './zh-masters.ts';
import { zhPolicies } from './zh-policies.ts';
import { zhPolicyTerms } from './zh-policy-terms.ts';
import { zhProblems } from './zh-problems.ts';
import { zhStart } from './zh-start.ts';
import { zhUnseen } from './zh-unseen.ts';
import { numberFormat } from './number-format.ts';

const number = numberFormat('zh-CN');

export const zh: Texts = {
  product: 'Cluster Audit',
  count: (value) => number.format(value),
  bytes: (value) => showBytes(value),

  nav: {
    label: '主导航',
    start: '首页',
    explore: '检索',
    objects: '对象',
    overview: '概览',
    policies: '审计策略',
    clusterOps: '集群运维',
    featureManagement: '功能管理',
    health: '健康状况',
    menu: '菜单',
    closeMenu: '关闭菜单',
    keys: '键盘快捷键',
    signOut: '退出登录',
    skip: '跳到正文',
    cancel: '仍在加载，取消',
  },
  theme: { label: (theme) => themeLabels[theme], next: '切换配色' },
  language: { tag: 'zh-CN', name: '简体中文', sentences: 'zh' },

  signIn: {
    title: '登录',
    token: '管理员令牌',
    placeholder: 'ca_…',
    submit: '登录',
    working: '正在登录…',
    show: '显示令牌',
    hide: '隐藏令牌',
    where: '令牌在哪里',
    whereFirst: '服务器首次启动时显示过一次。如果为它设置了 CLUSTER_AUDIT_ADMIN_TOKEN，那就是令牌。',
    whereLink: '在本机启动时，服务器还会打印一个登录链接。该链接只能使用一次，无需令牌即可登录。',
    linkUsed: '这个登录链接已被使用或已过期。请重新启动服务器以获取新的链接，或使用管理员令牌登录。',
    wrong: '令牌无效。',
    wrongHint: '请完整复制：它以 ca_ 开头，不含空格。',
    cookie: '令牌会换成脚本无法读取的会话 Cookie，不会保存在此浏览器中。',
  },

  common: {
    copy: '复制',
    copied: '已复制',
    copyFailed: '无法复制',
    close: '关闭',
    cancel: '取消',
    ok: '确定',
    retry: '重试',
    loading: '加载中…',
    download: '下载',
    showMore: (count) => `再显示 ${number.format(count)} 项`,
    moreCharacters: (count) => `还有 ${number.format(count)} 个字符`,
    showCharacters: (count) => `再显示 ${number.format(count)} 个字符`,
    unseen: (name) => `字符 ${name}`,
    hidden: { jwt: 'JSON Web Token', token: '令牌', key: '私钥' },
    hiddenTitle: (what, length) => `${what}，共 ${number.format(length)} 个字符。这里从不显示令牌；导出的内容与收到的事件完全一致。`,
  },

  errors: {
    title: '无法加载',
    offline: '服务器没有响应。',
    offlineHint: '请检查 cluster-audit 是否正在运行，以及此页面能否访问它。',
    unexpected: '出了点问题。',
    unknown: (status) => `服务器返回了状态码 ${status}。`,
    code: (code) => `代码 ${code}`,
    page: '没有这个页面。',
    toExplore: '前往检索',
  },

  keys: {
    title: '键盘快捷键',
    focusQuery: '跳到查询框',
    nextRow: '下一个请求',
    previousRow: '上一个请求',
    openRow: '打开该请求',
    walkVersions: '对象的较早、较新版本',
    closeDetail: '关闭打开的内容',
    run: '执行查询（在查询框中）',
    takeOffer: '采用候选项（在查询框中）',
    mend: '改正下划线处的错误（在查询框中）',
    zoom: '放大和缩小（在直方图上）',
    sheet: '显示此列表',
    esc: 'Esc',
    enter: 'Enter',
  },

  start: zhStart,
  explore: zhExplore,
  detail: zhDetail,
  objects: zhObjects,
  fields: zhFields,
  features: zhFeatures,
  completeness: zhCompleteness,
  masters: zhMasters,
  policies: zhPolicies,
  policyTerms: zhPolicyTerms,
  problems: zhProblems,
  unseen: zhUnseen,
  health: zhHealth,
  open: zhOpen,
  overview: zhOverview,
};

const themeLabels = { system: '配色：跟随系统', light: '配色：浅色', dark: '配色：深色' };

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

function showBytes(value: number): string {
  let size = value;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}
