// Simplified Chinese for what a master finds before it is changed, and what happens while it is.
import type { Catalogue } from './translate-sentence.ts';

export const zhSentencesMasters: Catalogue = {
  // The look before a change.
  'This node does not let its agent change it.': '此节点不允许代理更改它。',
  'Its administrator starts the agent with --allow-changes.': '请由节点管理员以 --allow-changes 启动代理。',
  'No control plane is on this node.': '此节点上没有控制面。',
  'Run it on a control-plane node, name a manifest by --manifest, or print instructions by --for {}.':
    '请在控制面节点上运行，用 --manifest 指定清单，或用 --for {1} 打印操作说明。',
  "This node is run by {}, which writes its API server's configuration itself.": '此节点由 {1} 运行，它自行写入 API Server 的配置。',
  'cluster-audit node enable --for {} prints the files and commands.': 'cluster-audit node enable --for {1} 会打印所需的文件和命令。',
  'There is no manifest of kube-apiserver on this node.': '此节点上没有 kube-apiserver 的清单。',
  'Run it on a control-plane node, or name the file by --manifest. For other distributions: cluster-audit node enable --for NAME.':
    '请在控制面节点上运行，或用 --manifest 指定文件。其他发行版：cluster-audit node enable --for NAME。',
  '{} is a second manifest of kube-apiserver: kubelet reads every file of this folder, and may run the old one.':
    '{1} 是 kube-apiserver 的第二份清单：kubelet 会读取此目录中的每个文件，可能会运行旧的那一份。',
  'Move it out of the folder; a name that ends with .bak does not hide it.': '请把它移出此目录；改成以 .bak 结尾的名称并不能隐藏它。',
  'kubelet reads its static pods from {}, not from {}.': 'kubelet 从 {1} 读取静态 Pod，而不是 {2}。',
  'Name the manifest that it reads by --manifest.': '请用 --manifest 指定它所读取的清单。',
  '{} is a filesystem of its own: the manifest cannot be replaced by one rename from outside it.': '{1} 是单独的文件系统：无法从外部通过一次重命名替换清单。',
  'Use the files and commands of --for kubeadm.': '请使用 --for kubeadm 给出的文件和命令。',
  'This is not root: files of the node may not be writable.': '当前用户不是 root：可能无法写入节点上的文件。',
  'Run it by sudo.': '请用 sudo 运行。',
  'No systemd runs here: a process watches the change instead of a unit. It outlives this program, but not a reboot.':
    '这里没有运行 systemd：由进程而不是 systemd 单元来监视更改。它在本程序结束后仍会运行，但重启节点后不再运行。',
  'SELinux is enforcing: a pod that may not read /etc/kubernetes/audit or write the log folder will not start, and is put back.':
    'SELinux 处于强制模式：如果 Pod 无权读取 /etc/kubernetes/audit 或写入日志目录，就无法启动，更改会被还原。',
  'If so: chcon -R -t container_file_t on both folders (semanage fcontext to keep it).':
    '如果是这样：请对这两个目录运行 chcon -R -t container_file_t（用 semanage fcontext 使其长期有效）。',
  'The clock is not synchronised: the times of events will be off.': '时钟没有同步：事件的时间会有偏差。',
  'timedatectl set-ntp true': '请运行 timedatectl set-ntp true',
  'The policy that is in force cannot be read on this node.': '无法在此节点上读取当前生效的策略。',
  'Name one by --policy FILE or PRESET.': '请用 --policy 指定文件或预设策略。',
  'The version of kube-apiserver is not known: the policy was checked for 1.{}.': '不知道 kube-apiserver 的版本：策略按 1.{1} 检查。',
  'policy, line {}: {}': '策略第 {1} 行：{~2}',
  'policy, {}': '策略：{~1}',
  'cluster-audit policy check tells more.': '详情请运行 cluster-audit policy check。',
  'The log takes up to {} MB × {} = {} MB, and {} MB are free for {}.': '日志最多占用 {1} MB × {2} = {3} MB，而 {5} 的可用空间为 {4} MB。',
  'The log takes up to {} MB × {} = {} MB, more than a tenth of its filesystem; {} MB are free for {}.':
    '日志最多占用 {1} MB × {2} = {3} MB，超过其文件系统的十分之一；{5} 的可用空间为 {4} MB。',
  'The log takes up to {} MB × {} = {} MB; {} MB are free for {}.': '日志最多占用 {1} MB × {2} = {3} MB；{5} 的可用空间为 {4} MB。',
  'Make room, or use smaller --log-max-size and --log-max-backups, or --mode webhook.':
    '请腾出空间，或减小 --log-max-size 和 --log-max-backups，或使用 --mode webhook。',
  'A filesystem of its own keeps the master safe.': '使用单独的文件系统可以保障 Master 节点的安全。',
  'An event larger than {} MB is never written.': '大于 {1} MB 的事件永远不会写入。',
  'No agent follows {} here: events stay in the file until one does.': '这里没有代理跟踪 {1}：在有代理之前，事件会留在文件中。',
  '--log-max-size 100': '请使用 --log-max-size 100',
  'cluster-audit node agent --cluster NAME --print-unit': '请运行 cluster-audit node agent --cluster NAME --print-unit',
  'In mode blocking-strict a full disk makes /livez answer 500 where the policy records it: kubelet then kills the API server.':
    '在 blocking-strict 模式下，如果策略记录 /livez，磁盘写满时 /livez 会应答 500：kubelet 随后会杀掉 API Server。',
  'Put a rule first: level None for nonResourceURLs /livez*, /readyz*, /healthz*.':
    '在最前面加一条规则：对 nonResourceURLs /livez*、/readyz*、/healthz* 用级别 None。',
  'The policy records none of the requests by which the way of events can be tried.': '可用来验证事件通路的请求，该策略一个也不记录。',
  'Record at least one of: list namespaces, pods or configmaps of kube-system, create a configmap or pod, GET /version.':
    '请至少记录其中之一：list kube-system 的 namespaces、pods 或 configmaps，create configmap 或 pod，GET /version。',
  'Before 1.37 one patch whose body is not JSON makes kube-apiserver drop a whole webhook batch.':
    '在 1.37 之前，一个正文不是 JSON 的 patch 就会使 kube-apiserver 丢弃整批 webhook 事件。',
  '--mode both keeps a log file beside it.': '--mode both 会同时保留日志文件。',
  'The API server of this node is not healthy now: {}.': '此节点的 API Server 目前不健康：{~1}。',
  'Mend it before it is restarted.': '请先修复它，再重启。',
  '{} of this cluster is not ready: restarting this one too could take the cluster down.': '该集群的 {1} 未就绪：如果再重启这一个，整个集群可能不可用。',
  'One master after the other, and only while all others are ready.': '请逐个处理 Master 节点，并且只在其他节点都就绪时进行。',
  'This is the only API server that is known: the API is away while it restarts, usually 10 to 60 s.':
    '这是唯一已知的 API Server：它重启期间 API 不可用，通常为 10 到 60 秒。',
  'kube-apiserver sends its events to another receiver already ({}), and can have only one.':
    'kube-apiserver 已在向另一个接收方（{1}）发送事件，而它只能有一个。',
  'Use --mode log, which leaves that receiver alone, or take its flags out first.': '请使用 --mode log，它不影响该接收方；或先去掉相应的参数。',
  'The webhook needs a kubeconfig: where kube-apiserver is to send its events.': 'Webhook 需要 kubeconfig：它说明 kube-apiserver 把事件发送到哪里。',
  'Give --server URL --token T [--cluster NAME], or --webhook-config FILE (cluster-audit cluster webhook-config NAME).':
    '请给出 --server URL --token T [--cluster NAME]，或 --webhook-config FILE（由 cluster-audit cluster webhook-config NAME 生成）。',
  '{} sets {} already.': '{1} 已设置了 {2}。',
  'Take it out first; the same is written by this program into a file of its own.': '请先去掉它；本程序会把同样的内容写入自己的文件。',
  'The state of this node names no manifest.': '此节点的状态记录中没有清单。',
  'Auditing on this node was not switched on by cluster-audit: {} has --{}.': '此节点的审计不是由 cluster-audit 开启的：{1} 中有 --{2}。',
  'Take the audit flags out by hand, or run cluster-audit node enable first, which takes them over.':
    '请手动去掉审计参数，或先运行 cluster-audit node enable，由它接管这些参数。',

  // While it is changed.
  'going on with a change that was interrupted': '正在继续之前中断的更改',
  'it was interrupted': '更改曾被中断',
  'it was not confirmed in time': '没有及时得到确认',
  'the time ran out': '时间已用完',
  '{} was changed by somebody else meanwhile': '{1} 在此期间被他人改动',
  '{} was changed by somebody else meanwhile.': '{1} 在此期间被他人改动。',
  'Nothing was changed. Run the command again.': '没有做任何更改。请重新运行命令。',
  'Nothing was changed: {}': '没有做任何更改：{~1}',
  '{} is a second manifest of kube-apiserver: kubelet may run either': '{1} 是 kube-apiserver 的第二份清单：kubelet 可能运行其中任意一份',
  'putting the old files back: {}': '正在还原旧文件：{~1}',
  'The old files could not be put back: {}': '无法还原旧文件：{~1}',
  "The dead-man's unit goes on trying. The old content is in {}/before.": '看守单元会继续尝试。旧内容在 {1}/before 中。',
  "The dead-man's unit does not start: systemctl {} ended with {}. {}": '看守单元无法启动：systemctl {1} 以 {2} 结束。{3}',
  'Nothing was changed. Without it a server that does not come up would stay down.': '没有做任何更改。没有看守单元，无法启动的 API Server 会一直停着。',
  '{} ended with {}: {}': '{1} 以 {2} 结束：{3}',
  'kube-apiserver is not running': 'kube-apiserver 没有运行',
  'kube-apiserver runs with other flags than the manifest has: kubelet has not restarted it':
    '正在运行的 kube-apiserver 与清单的参数不同：kubelet 还没有重启它',
  'the old kube-apiserver runs beside the new one': '旧的 kube-apiserver 仍与新的同时运行',
  'kube-apiserver is not ready: {}': 'kube-apiserver 未就绪：{~1}',
  'kube-apiserver starts again and again: {}': 'kube-apiserver 反复重启：{~1}',
  'healthy; it must stay so for {} s': '健康；需要保持 {1} 秒',
  'no event of the canary request is in {}': '{1} 中没有验证请求的事件',
  'no event of the canary request is in the store of Cluster Audit': 'Cluster Audit 的存储中没有验证请求的事件',
  'a canary request was not answered: {}': '验证请求没有得到应答：{~1}',
  'a canary request was answered with {}': '验证请求的应答是 {1}',
  '/readyz answers {}': '/readyz 应答 {1}',
  'no answer within {} s': '{1} 秒内没有应答',
  'the API server answers {}': 'API Server 应答 {1}',
  'its agent was revoked': '它的代理已被吊销',
  'Another cluster-audit node command is at work on this node (process {}).': '另一个 cluster-audit node 命令正在此节点上运行（进程 {1}）。',
  'Wait until it has ended.': '请等待它结束。',
  'The client certificate of this node cannot be read: {}': '无法读取此节点的客户端证书：{~1}',
  '{} cannot be reached: {}': '无法连接 {1}：{~2}',
  '{} answered {}': '{1} 应答 {2}',

  // kubeadm's own configuration.
  'kubeadm-config was answered with something else than a ConfigMap.': '请求 kubeadm-config 得到的不是 ConfigMap。',
  "kubeadm's configuration cannot be written: {}.": '无法写入 kubeadm 的配置：{~1}。',
  'Auditing itself is as you asked. Run the same command again to write kubeadm-config too, or the next kubeadm upgrade will undo it.':
    '审计本身已按要求设置。请再次运行同一命令以写入 kubeadm-config，否则下次 kubeadm 升级会把它还原。',
  'kubeadm-config was left alone: {} The next kubeadm upgrade undoes the change of the manifest.':
    '没有改动 kubeadm-config：{~1} 下次 kubeadm 升级会还原对清单的更改。',
};
