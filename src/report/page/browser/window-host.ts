import type { Host } from '../host.ts';

/** The browser's own window. */
export const windowHost: Host = {
  fragment: () => location.hash,
  address: (fragment) => location.href.replace(/#.*$/, '') + fragment,
  go(fragment, how) {
    if (fragment === location.hash) return;
    if (how === 'push') history.pushState(null, '', fragment);
    else history.replaceState(null, '', fragment);
  },
  onFragment(changed) {
    // Links change the hash; the buttons of the browser may also go back to what was pushed.
    addEventListener('hashchange', changed);
    addEventListener('popstate', changed);
    return () => {
      removeEventListener('hashchange', changed);
      removeEventListener('popstate', changed);
    };
  },
  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Not there without TLS, and not allowed everywhere.
      return copiedBySelection(text);
    }
  },
  focus: (id) => document.getElementById(id)?.focus(),
  reveal: (id) => document.getElementById(id)?.scrollIntoView(),
};

function copiedBySelection(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand('copy');
  field.remove();
  return isCopied;
}
