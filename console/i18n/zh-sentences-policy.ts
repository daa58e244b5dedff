// Simplified Chinese for what is said about a policy: what kube-apiserver refuses, reads otherwise than written, and advice.
import type { Catalogue } from './translate-sentence.ts';

export const zhSentencesPolicy: Catalogue = {
  // The text as YAML or JSON.
  'kube-apiserver cannot read this: {}.': 'kube-apiserver 无法读取：{~1}。',
  'the text is longer than {} characters': '文本超过 {1} 个字符',
  'the text is nested too deep to be read': '文本嵌套过深，无法读取',
  'this begins with "{" and is not valid JSON': '它以 "{" 开头，但不是有效的 JSON',
  'A text that begins with "{" is read as JSON, never as YAML.': '以 "{" 开头的文本按 JSON 读取，从不按 YAML 读取。',
  'control characters are not allowed': '不允许控制字符',
  'Remove the character or write it as an escape in double quotes.': '去掉这个字符，或在双引号中写成转义序列。',
  'found incompatible YAML document': '不兼容的 YAML 文档',
  'Leave the %YAML line out.': '去掉 %YAML 这一行。',
  "unknown anchor '{}' referenced": '引用了不存在的锚点 {1}',
  'this cannot be read': '这里无法读取',
  'the anchor contains itself': '锚点包含它自己',
  'document contains excessive aliasing': '文档中的别名过多',
  '{} has no form in JSON': '{1} 无法用 JSON 表示',
  'this cannot be a key': '这里不能作为键',
  'Put the key in quotes.': '给键加上引号。',
  'map merge requires map or sequence of maps as the value': '合并键（<<）的值必须是映射或映射的列表',
  'cannot decode {} as !!{}': '无法把 {1} 解码为 !!{2}',
  'Leave the tag out.': '去掉标签。',
  '!!binary holds invalid base64': '!!binary 中不是有效的 base64',
  'kube-apiserver reads only the first document; this one is ignored.': 'kube-apiserver 只读取第一个文档，会忽略这一个。',
  'Only the first document is read; this one is ignored.': '只读取第一个文档，会忽略这一个。',
  'Put the rules of all documents into one.': '把各个文档的规则合并到一个文档中。',

  // Version and kind.
  'A policy begins with "apiVersion: {}" and "kind: Policy".': '策略以 "apiVersion: {1}" 和 "kind: Policy" 开头。',
  'The text holds nothing.': '文本是空的。',
  'A policy is an object, not {}.': '策略应是对象，而不是 {~1}。',
  'apiVersion is missing.': '缺少 apiVersion。',
  'kind is {}.': 'kind 的值是 {1}。',
  'kind is not "Policy".': 'kind 不是 "Policy"。',
  '{} is for policies that a log topic applies on arrival; no kube-apiserver loads it.':
    '{1} 用于日志主题在事件到达时应用的策略，任何 kube-apiserver 都不加载它。',
  'Check it as one: --arrival, in the API "onArrival": true.': '请按这种策略来检查：--arrival，API 中为 "onArrival": true。',
  'kube-apiserver 1.{} does not load policies of {}.': 'kube-apiserver 1.{1} 不加载 {2} 的策略。',
  '{} must be a string.': '{1} 必须是字符串。',

  // Types and fields.
  '{} must be {}, not {}.': '{~1} 必须是 {~2}，而不是 {~3}。',
  'The policy': '策略',
  'a list of objects': '对象的列表',
  'a list of strings': '字符串的列表',
  'a map of strings': '字符串的映射',
  'an HTTP status code': 'HTTP 状态码',
  'a time such as 2026-01-31T12:00:00Z': '时间，例如 2026-01-31T12:00:00Z',
  'an object': '对象',
  'a list': '列表',
  'a map': '映射',
  'a string': '字符串',
  'a number': '数字',
  'an integer': '整数',
  'a boolean': '布尔值',
  'Put it in quotes: "{}" (YAML 1.1 reads y, n, yes, no, on and off as true and false).':
    '加上引号："{1}"（YAML 1.1 把 y、n、yes、no、on 和 off 读作 true 和 false）。',
  'Write a list: [{}].': '写成列表：[{1}]。',
  'Write a list: put "- " before it.': '写成列表：在它前面加上 "- "。',
  '{} is given twice; this one is ignored, the last one counts.': '{1} 出现两次；这一个会被忽略，以最后一个为准。',
  'Keep one of them.': '保留其中一个。',
  '{} has no field {}: it is ignored, and what stands below it too.': '{1} 没有字段 {2}：它和它下面的内容都会被忽略。',
  'Its fields are {}.': '它的字段有 {1}。',
  'Write {}.': '请写 {~1}。',
  'kube-apiserver 1.{} does not know omitManagedFields and ignores it.': 'kube-apiserver 1.{1} 不认识 omitManagedFields，会忽略它。',
  'It came with Kubernetes 1.23.': '它从 Kubernetes 1.23 开始才有。',

  // What validation refuses.
  'The policy has no rules: kube-apiserver refuses it.': '策略没有规则：kube-apiserver 会拒绝它。',
  'Add a rule; "- level: Metadata" alone records everything at Metadata.': '添加一条规则；只写 "- level: Metadata" 就会以 Metadata 级别记录一切。',
  'The levels are {}.': '级别有 {1}。',
  'Every rule needs a level.': '每条规则都需要 level。',
  'There is no level {}.': '没有级别 {1}。',
  'There is no stage {}.': '没有阶段 {1}。',
  'The stages are {}.': '阶段有 {1}。',
  'A rule is either for resources and namespaces or for nonResourceURLs.': '一条规则要么针对 resources 和 namespaces，要么针对 nonResourceURLs。',
  'Make two rules of it.': '把它拆成两条规则。',
  '{} does not begin with "/".': '{1} 不以 "/" 开头。',
  '{} has a "*" that is not its last character.': '{1} 中的 "*" 不是最后一个字符。',
  'resourceNames needs resources beside it.': 'resourceNames 必须与 resources 一起使用。',
  'Name the resources: resources: ["configmaps"].': '写出资源：resources: ["configmaps"]。',
  'kube-apiserver 1.{} refuses the group "*".': 'kube-apiserver 1.{1} 拒绝 API 组 "*"。',
  '{} is not an API group: lower-case letters, digits, "-" and "." only.': '{1} 不是 API 组：只能有小写字母、数字、"-" 和 "."。',
  'Leave resources out to match all groups, or name each; "*" is accepted from Kubernetes 1.36 on.':
    '去掉 resources 即可匹配所有组，或逐个写出；从 Kubernetes 1.36 开始接受 "*"。',
  'Leave the version out: {}.': '去掉版本：{1}。',
  'The core group is "", others are such as "apps" or "rbac.authorization.k8s.io".': '核心组是 ""，其他组例如 "apps" 或 "rbac.authorization.k8s.io"。',

  // What is read otherwise than written.
  'These omitStages hide every stage: the policy records nothing.': '这些 omitStages 去掉了所有阶段：该策略不会记录任何内容。',
  'Keep ResponseComplete.': '保留 ResponseComplete。',
  'This rule never decides: rules[{}] above takes all of its requests.': '这条规则从不起作用：它的全部请求都已被上面的 rules[{1}] 匹配。',
  'Put it before rules[{}], or take it out.': '把它移到 rules[{1}] 之前，或删除它。',
  '{} has no wildcards: {} matches only that very text.': '{1} 中没有通配符：{2} 只匹配这段文本本身。',
  'Leave {} out to match all.': '去掉 {1} 即可匹配全部。',
  'Write the names out.': '把名称逐个写出。',
  '{} is a version; groups stand without one.': '{1} 是版本；API 组不写版本。',
  'The core group (pods, secrets, services …) is "".': '核心组（pods、secrets、services……）是 ""。',
  'No resource is called {}.': '没有名为 {1} 的资源。',
  'Resources are lower-case plurals: pods, deployments, pods/log.': '资源是小写的复数：pods、deployments、pods/log。',
  'resourceNames has no wildcards: {} matches only that very text.': 'resourceNames 中没有通配符：{1} 只匹配这段文本本身。',
  'Leave resourceNames out to match all.': '去掉 resourceNames 即可匹配全部。',
  '"*/*" matches nothing.': '"*/*" 什么也不匹配。',
  'Write "*" for all resources and subresources.': '全部资源和子资源写作 "*"。',
  '{} matches nothing: "*" stands alone, before "/" or after it.': '{1} 什么也不匹配："*" 只能单独出现，或在 "/" 之前或之后。',
  'Write "*", "pods/*" or "*/status".': '请写 "*"、"pods/*" 或 "*/status"。',
  'No request has the group {}.': '没有任何请求会有组 {1}。',
  'Service accounts are in system:serviceaccounts and system:serviceaccounts:NAMESPACE.':
    'ServiceAccount 属于组 system:serviceaccounts 和 system:serviceaccounts:NAMESPACE。',
  'No user has an empty name.': '没有用户名为空的用户。',
  'Leave users out to match all, failed logins included.': '去掉 users 即可匹配全部，包括失败的登录。',
  '{} is a group, not a user.': '{1} 是组，不是用户。',
  'Put it under userGroups.': '把它写到 userGroups 下。',
  '{} names no service account: those are system:serviceaccount:NAMESPACE:NAME.':
    '{1} 不是 ServiceAccount 的名称：正确的形式是 system:serviceaccount:NAMESPACE:NAME。',
  'Put the namespace in, such as system:serviceaccount:kube-system:{}.': '补上命名空间，例如 system:serviceaccount:kube-system:{1}。',
  "With the policy's omitStages, all stages are hidden: this rule records nothing, though its level is {}.":
    '连同整个策略的 omitStages，所有阶段都被去掉：这条规则不会记录任何内容，尽管它的级别是 {1}。',
  'Keep ResponseComplete, or write level: None.': '保留 ResponseComplete，或写 level: None。',

  // Advice.
  'get, list and watch have no request body: Request records no more than Metadata here.':
    'get、list 和 watch 没有请求正文：Request 在这里记录的不比 Metadata 多。',
  'Write Metadata to say what happens, or RequestResponse to record what was read.': '请写 Metadata，与实际效果一致；要记录读到的内容，请写 RequestResponse。',
  'Failed logins (401) are not recorded: nobody is logged in then, so rules with users or userGroups never take them.':
    '失败的登录（401）不会被记录：此时没有人登录，带有 users 或 userGroups 的规则从不匹配它们。',
  'Add a rule without users and userGroups: "- level: Metadata".': '添加一条没有 users 和 userGroups 的规则："- level: Metadata"。',
  'Failed logins (401) are not recorded: they have the stage ResponseStarted alone, which is omitted here.':
    '失败的登录（401）不会被记录：它们只有阶段 ResponseStarted，而这里把它省略了。',
  'Keep ResponseStarted; it is written for watches, exec and failed logins only.': '保留 ResponseStarted；它只在 watch、exec 和失败的登录时写入。',
  'Every token that a service account is given is recorded in clear: the answer of serviceaccounts/token holds it.':
    '签发给 ServiceAccount 的每个令牌都会以明文记录：它就在 serviceaccounts/token 的应答中。',
  'Put before it: level: Metadata for resources: [{group: "", resources: ["serviceaccounts/token"]}].':
    '在它前面加上：对 resources: [{group: "", resources: ["serviceaccounts/token"]}] 用 level: Metadata。',
  'Bodies at level {}: {}.': '级别 {1} 会记录正文：{~2}。',
  'secrets hold passwords and keys': 'secrets 中有密码和密钥',
  'configmaps often hold passwords': 'configmaps 中常有密码',
  'tokenreviews hold the token that is reviewed': 'tokenreviews 中有被审查的令牌',
  'oauthaccesstokens hold tokens': 'oauthaccesstokens 中有令牌',
  'custom resources hold whatever their authors put there (Helm values, credentials of operators)':
    '自定义资源中可能有作者放入的任何内容（Helm 的 values、Operator 的凭据）',
  'Record known groups with bodies and all others at Metadata.': '只对已知的组记录正文，其余一律用 Metadata。',
  'Record {} at Metadata, in a rule before this one.': '在这条规则之前，用一条规则以 Metadata 记录 {1}。',
  'Up to Kubernetes 1.36 a patch whose body is not JSON cannot be written at level {}: the log loses that event, a webhook its whole batch of up to 400.':
    '到 Kubernetes 1.36 为止，正文不是 JSON 的 patch 无法以级别 {1} 写出：日志会丢失这个事件，webhook 会丢失整批（最多 400 个）事件。',
  'Record verbs: ["patch"] at Metadata for users that are not trusted, or use the log backend and keep RequestReceived.':
    '对不受信任的用户以 Metadata 记录 verbs: ["patch"]，或使用日志后端并保留 RequestReceived。',
  '{} are recorded: in the mode blocking-strict a full disk then fails the health checks, and the API server is killed.':
    '{1} 会被记录：在 blocking-strict 模式下，磁盘写满会使健康检查失败，API Server 会被杀掉。',
  'Put first: level: None for nonResourceURLs: ["/livez*", "/readyz*", "/healthz*"].':
    '放在最前面：对 nonResourceURLs: ["/livez*", "/readyz*", "/healthz*"] 用 level: None。',
  'What no rule takes is not recorded (level None).': '没有规则匹配的请求不会被记录（级别 None）。',
  'End with a rule that has a level alone: "- level: Metadata".': '最后加一条只有 level 的规则："- level: Metadata"。',
};
