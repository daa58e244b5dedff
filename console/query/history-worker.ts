// Takes histories apart beside the page: bodies of megabytes and thousands of levels never hold it up.
import { openHistory, versionOf, type OpenHistory, type ShownHistory, type ShownVersion } from '../show/history-work.ts';

export type HistoryOrder =
  | { readonly serial: number; readonly type: 'open'; readonly bytes: Uint8Array; readonly isAll: boolean }
  | { readonly serial: number; readonly type: 'version'; readonly id: string };

export type HistoryReply =
  | { readonly serial: number; readonly type: 'open'; readonly shown: ShownHistory }
  | { readonly serial: number; readonly type: 'version'; readonly version: ShownVersion | null };

let open: OpenHistory | null = null;

addEventListener('message', ({ data }: MessageEvent<HistoryOrder>) => {
  postMessage(carryOut(data));
});

function carryOut(order: HistoryOrder): HistoryReply {
  if (order.type === 'version') return { serial: order.serial, type: 'version', version: open === null ? null : versionOf(open, order.id) };
  const opened = openHistory(order.bytes, order.isAll);
  open = opened.open;
  return { serial: order.serial, type: 'open', shown: opened.shown };
}
