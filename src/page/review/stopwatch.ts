/** Time that something has been looked at: what passes while the page is not to be seen does not count. */
export function createStopwatch(): { start(): void; seconds(): number } {
  let counted = 0;
  let since: number | undefined;
  const pause = () => {
    if (since !== undefined) counted += performance.now() - since;
    since = undefined;
  };
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) pause();
    else since ??= performance.now();
  });
  return {
    start() {
      counted = 0;
      since = performance.now();
    },
    seconds: () => (counted + (since === undefined ? 0 : performance.now() - since)) / 1000,
  };
}
