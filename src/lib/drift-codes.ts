// What may have drifted on a master, by codes that agents report, the API tells and the console words.
export const driftCodes = [
  'flag_missing',
  'flag_changed',
  'policy_gone',
  'policy_edited',
  'server_differs',
  'second_manifest',
  'kubeadm_differs',
  'kubeadm_unread',
  'not_enabled',
  'still_enabled',
  'other_policy',
  'other_mode',
] as const;
export type DriftCode = (typeof driftCodes)[number];
