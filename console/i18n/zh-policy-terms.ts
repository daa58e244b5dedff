// Simplified Chinese words for what policies are made of.
import type { enPolicyTerms } from './en-policy-terms.ts';

export const zhPolicyTerms: typeof enPolicyTerms = {
  levels: {
    None: '不记录任何内容。',
    Metadata: '谁、何时、从哪里、对哪个资源、用哪个动词、结果如何；没有正文。',
    Request: '元数据和发送的正文，但没有应答；get、list 和 watch 不发送正文。',
    RequestResponse: '元数据、发送的正文和应答的正文；非资源 URL 从来没有正文。',
  },
  stages: {
    RequestReceived: '请求到达时，尚未作出任何决定：没有结果，没有正文。',
    ResponseStarted: '应答开始时：只用于长请求（watch、exec、日志）和失败的登录。',
    ResponseComplete: '应答全部发出时：含有结果和正文。',
    Panic: '代替 ResponseComplete：API Server 在处理请求时崩溃。',
  },
  holdings: {
    metadata: '用户、动词、对象、URI、地址、客户端和时间',
    annotations: '授权方的决定和理由，以及准入阶段添加的内容',
    responseStatus: '结果',
    requestObject: '发送的正文',
    responseObject: '应答的正文',
  },
  ruleFields: {
    level: '记录多少内容：None、Metadata、Request 或 RequestResponse。',
    users: '用户名，须与认证结果完全一致（不看模拟身份）；没有通配符。',
    userGroups: '认证用户的组，有一个匹配即可；没有通配符。',
    verbs: '动词：get、list、watch、create、update、patch、delete、deletecollection；其他 URL 用小写的 HTTP 方法；没有通配符。',
    resources: 'API 组和资源；`pods` 不含其子资源，`pods/log` 是其中之一，`pods/*` 是全部子资源和 pods 本身。',
    namespaces: '命名空间，须完全一致；"" 表示没有命名空间的请求，例如 nodes 或对全部命名空间的 list。',
    nonResourceURLs: '路径，例如 /healthz，"*" 只能在末尾：/healthz*。',
    omitStages: '此规则不记录的阶段，与整个策略的合在一起。',
    omitManagedFields: '正文中去掉 metadata.managedFields；优先于整个策略的值。',
    responseCodes: 'HTTP 状态码，"*" 表示任意个数字：404、"5*"；没有状态码的事件不匹配。只用于 cluster-audit/v1 的策略。',
    userAgents: '客户端（user agent），"*" 表示任意个字符："kube-probe/*"。只用于 cluster-audit/v1 的策略。',
  },
  presets: {
    'tke-default': {
      title: 'TKE 默认策略（原样）',
      sentence:
        'TKE 产品页面所写的默认策略：大多数请求记录两个正文，读取记录发送的内容，Secret 不记录正文，每个阶段都记录。已知的漏洞（新签发的令牌、Lease、Event）在 tke-recommended 中已修补。',
    },
    'tke-recommended': {
      title: 'TKE 默认策略（已修补漏洞）',
      sentence: '谁做了什么，并记录对已知资源的变更的正文；不含 Secret 和新签发的令牌，不含 Lease、Event、API 发现和健康检查；失败的登录保留。',
    },
    gce: { title: 'Google Compute Engine 策略', sentence: '在 Google Compute Engine 上部署 Kubernetes 时使用的策略；现用的大多数策略都源自它。' },
    'openshift-default': { title: 'OpenShift 默认策略', sentence: '记录一切的元数据，登录（身份和 OAuth 令牌）还记录正文。' },
    'openshift-write-request-bodies': { title: 'OpenShift：变更的正文', sentence: '记录一切的元数据，并记录每次变更的两个正文。' },
    'openshift-all-request-bodies': { title: 'OpenShift：全部正文', sentence: '记录一切的两个正文，包括读取。' },
    'metadata-only': { title: '仅元数据', sentence: '对每个请求和每个阶段记录谁在何时做了什么、结果如何；没有正文。' },
    everything: { title: '全部记录', sentence: '每个请求、每个阶段都记录两个正文：Secret、ConfigMap 和新签发的令牌也在内。用于实验环境和短时间的调查。' },
    'cis-minimal': {
      title: 'CIS Kubernetes Benchmark 最低要求',
      sentence:
        '满足 CIS 基准所列的要求：对 Secret、ConfigMap 和 TokenReview 的访问，Pod 和 Deployment 的变更，exec、port-forward 和 proxy；其余记录为 Metadata。',
    },
  },
  questions: {
    deleted: '谁删除了这个对象？',
    changed: '这个对象改了什么？',
    history: '这个对象当时是什么样子？',
    nodes: '谁对这个节点做了封锁、驱逐或加污点？',
    exec: '谁进入了这个 Pod，用的什么命令？',
    secrets: '谁读取了这个 Secret？',
    rbac: '谁授予了这些权限？',
    tokens: '谁创建了令牌或证书，给谁用？',
    webhooks: '谁改了 webhook 或准入策略？',
    'failed-logins': '谁在尝试登录而失败？',
    person: '这个人做了什么？',
    account: '这个 ServiceAccount 或它的令牌做了什么？',
    scaled: '谁做了扩缩容？',
    clients: '哪些客户端在轮询或反复 list？',
    pod: '这个 Pod 经历了什么？',
    discovery: '谁访问了非资源 URL？',
  },
};
