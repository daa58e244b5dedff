// Words in Latin letters that stand on a page for no good reason.
import type { Page } from 'playwright-core';

/** Names of products, formats and protocols, and words that Chinese operators leave as they are. */
const kept = new Set(
  `API APIs APF CPU CSV Cookie Cluster Audit DNS Esc Enter GCE GKE Google Compute Engine HTTP HTTPS ID IP JSON Web Kubernetes Kubelet Master NDJSON OK OpenShift PEM Pod
  Server ServiceAccount TKE TLS Token UID URI URL User agent UTC UTF Webhook YAML apiserver cluster etcd kubeadm kubeconfig kubectl kubelet webhook`.split(
    /\s+/,
  ),
);

/** Each word with what stands around it. Received values, code, and what is marked as another language are left out. */
export async function strangeWords(page: Page): Promise<readonly string[]> {
  const written = await page.evaluate(writtenInPage);
  return [...new Set(written.flatMap((text) => wordsOf(text).map((word) => `${word}: ${text.slice(0, 90)}`)))];
}

/** What is drawn and what is read aloud: runs in the page. */
function writtenInPage(): string[] {
  const values = 'code, pre, kbd, bdi, option, [lang]:not(html), [class*="_value_"], [class*="_host_"], [class*="_query_"], [role="row"], input, textarea';
  const texts: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement!;
    if (element.closest(values) === null && element.checkVisibility()) texts.push(node.textContent!.trim());
  }
  for (const element of document.querySelectorAll('[aria-label], [title], [placeholder], [aria-description]')) {
    if (element.closest(values) !== null) continue;
    for (const name of ['aria-label', 'title', 'placeholder', 'aria-description']) texts.push(element.getAttribute(name) ?? '');
  }
  return [...new Set(texts)].filter((text) => text !== '');
}

/** Words of three letters and more; what holds a point, a dash, a slash, a digit or a capital within is an identifier. */
function wordsOf(text: string): string[] {
  return text
    .split(/[\s\p{Script=Han}，。：；、（）()“”「」！？…·,;!?"'`]+/u)
    .filter((word) => /^[A-Za-z]{3,}[.:]?$/.test(word) && !/[a-z][A-Z]/.test(word))
    .map((word) => word.replace(/[.:]$/, ''))
    .filter((word) => !kept.has(word));
}
