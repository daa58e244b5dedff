// The dead-man's script and its systemd units: they put the old files back by themselves, and need neither Node.js nor this program.

/** Below the node's root. One change at a time: there is one transaction folder. */
export const stateFolder = '/var/lib/cluster-audit/node';
export const transactionFolder = `${stateFolder}/transaction`;
export const unitFolder = '/etc/systemd/system';
export const unitName = 'cluster-audit-rollback';
export const checkSeconds = 5;

/**
 * How often and when: `check` by the timer, `watch` where there is no systemd, `now` by the program itself. What was decided first counts: the
 * symbolic link `decision` is made once, by the program (confirmed) or by this script (restored). Files come back by renaming copies that
 * lie ready on the same filesystem, so that it works on a full disk too. The deadline counts the time since boot: a clock that jumps
 * changes nothing, and after another boot nobody waits for anything any more.
 */
export const rollbackScript = `#!/bin/sh
# Puts back what "cluster-audit node" changed on this node, unless the new API server was seen healthy in time.
# Usage: rollback.sh check | watch | now. It needs nothing but a POSIX shell; running it again does no harm.
root=\${CLUSTER_AUDIT_ROOT-}
proc=\${CLUSTER_AUDIT_PROC-/proc}
tx=$root${transactionFolder}
units=$root${unitFolder}

# The time since boot in whole seconds; of the clock where that cannot be read.
seconds() {
  if read -r up rest < "$proc/uptime" 2>/dev/null; then echo "\${up%%.*}"; else date +%s; fi
}

boot() {
  cat "$proc/sys/kernel/random/boot_id" 2>/dev/null || echo unknown
}

decided() {
  readlink "$tx/decision" 2>/dev/null
}

expired() {
  read -r armed_boot armed_at allowed < "$tx/armed" || return 1
  [ "$(boot)" = "$armed_boot" ] || return 0
  [ "$(($(seconds) - armed_at))" -ge "$allowed" ]
}

# The decision is taken once, by whoever makes the link first.
decide() {
  ln -s "$1" "$tx/decision" 2>/dev/null
  [ "$(decided)" = "$1" ]
}

is_back() {
  cmp -s "$tx/before/$number" "$file"
}

# Timer and program may do this at the same time: where the other one was faster, the file is back.
restore() {
  changed=no
  while IFS='	' read -r number before stage target; do
    file=$root$target
    if [ "$before" = absent ]; then
      if [ -e "$file" ] || [ -L "$file" ]; then
        changed=yes
        rm -f "$file" || return 1
      fi
      continue
    fi
    is_back && continue
    changed=yes
    ready=$root$stage/$number.before
    if cmp -s "$tx/before/$number" "$ready" || { cp -p "$tx/before/$number" "$ready.$$" && mv -f "$ready.$$" "$ready"; }; then
      mv -f "$ready" "$file" 2>/dev/null
    fi
    is_back || { echo "cluster-audit: $target could not be put back" >&2; return 1; }
  done < "$tx/files"
  sync
  # Another root is not this machine: its services are restarted only where the caller says by what.
  if [ "$changed" = yes ] && [ -f "$tx/restart" ]; then
    if [ -z "$root" ]; then sh "$tx/restart"; elif [ -n "\${CLUSTER_AUDIT_SYSTEMCTL-}" ]; then
      sh -c "$(sed "s|^systemctl |$CLUSTER_AUDIT_SYSTEMCTL |" "$tx/restart")"
    fi
  fi
  echo "cluster-audit: what was changed on this node was put back" >&2
}

# Only what systemd starts takes its units away; the folder is left for the program to tell what happened.
disarm() {
  rm -f "$units/timers.target.wants/${unitName}.timer" "$units/${unitName}.timer" "$units/${unitName}.service"
  if [ -z "$root" ] && [ -d /run/systemd/system ]; then
    systemctl daemon-reload
    systemctl stop ${unitName}.timer
  fi
}

check() {
  case $(decided) in
    confirmed) disarm; return 0 ;;
    restored) restore && disarm; return ;;
  esac
  [ -f "$tx/armed" ] || { [ -d "$tx" ] || disarm; return 0; }
  expired || return 3
  if decide restored; then restore && disarm; fi
}

case \${1-} in
  check) check; [ $? -ne 1 ] ;;
  watch)
    while [ -d "$tx" ]; do
      check
      [ $? -eq 3 ] || [ $? -eq 1 ] || exit 0
      sleep \${CLUSTER_AUDIT_SLEEP-1}
    done ;;
  now) decide restored && restore && disarm ;;
  *) echo "usage: $0 check|watch|now" >&2; exit 2 ;;
esac
`;

export const serviceUnit = `[Unit]
Description=Cluster Audit: puts the old kube-apiserver manifest back unless the new one was seen healthy in time
Documentation=file:${transactionFolder}/plan.json
ConditionPathIsDirectory=${transactionFolder}
RequiresMountsFor=${stateFolder} /etc/kubernetes

[Service]
Type=oneshot
ExecStart=/bin/sh ${transactionFolder}/rollback.sh check
`;

/** Timers of systemd that count from boot and from the last run do not follow the clock. */
export const timerUnit = `[Unit]
Description=Cluster Audit: looks whether a change of kube-apiserver was confirmed in time

[Timer]
OnBootSec=${checkSeconds}s
OnActiveSec=${checkSeconds}s
OnUnitInactiveSec=${checkSeconds}s
AccuracySec=1s

[Install]
WantedBy=timers.target
`;
