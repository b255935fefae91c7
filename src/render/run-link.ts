/** A link only to what has the shape of a workflow run: a report can come from an untrusted job. */
export function runLink(url: string | undefined): string {
  const run =
    /^https:\/\/[A-Za-z0-9.-]{1,100}(?::\d{1,5})?\/[\w.-]{1,100}\/[\w.-]{1,100}\/actions\/runs\/\d{1,20}(?:\/attempts\/\d{1,6})?$/;
  return url !== undefined && run.test(url) ? `[workflow run](${url})` : '';
}
