/** A page that shows a comment about as GitHub does. Written from scratch: it imitates the look, not the style sheet. */
export function page(comment: string, options: { theme: 'light' | 'dark'; open: boolean }): string {
  const body = withAlerts(options.open ? comment.replaceAll('<details>', '<details open>') : comment);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Preview</title><style>${COLOURS[options.theme]}${STYLE}</style></head>
<body><header><b>github-actions</b> <i>bot</i> commented now</header><article>${body}</article>
</body></html>
`;
}

/** About what a mail program makes of a comment: no style sheet of GitHub's, nothing folded, black on white. */
export function mail(comment: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Preview</title><style>body{font:14px Helvetica,Arial,sans-serif,"Noto Color Emoji"}</style></head>
<body>${comment.replaceAll('<details>', '<details open>')}</body></html>
`;
}

/** GitHub turns a quote that begins with \`[!WARNING]\` into a box. */
function withAlerts(html: string): string {
  return html.replace(
    /<blockquote>\s*<p>\[!(NOTE|WARNING|CAUTION)\](?:<br\s*\/?>)?\s*/g,
    (_all, kind: string) =>
      `<blockquote class="alert"><p class="title">⚠ ${kind.charAt(0)}${kind.slice(1).toLowerCase()}</p><p>`,
  );
}

const COLOURS = {
  light:
    ':root{--back:#fff;--text:#1f2328;--mute:#59636e;--line:#d1d9e0;--soft:#f6f8fa;--code:#818b981f;--link:#0969da;--warn:#9a6700}',
  dark: ':root{--back:#0d1117;--text:#f0f6fc;--mute:#9198a1;--line:#3d444d;--soft:#151b23;--code:#656c7633;--link:#4493f8;--warn:#d29922}',
};

const STYLE = `
*{box-sizing:border-box}
body{margin:0;padding:16px;background:var(--back);color:var(--text);font:14px/1.5 -apple-system,"Segoe UI","Noto Sans",Helvetica,Arial,sans-serif,"Noto Color Emoji"}
header{border:1px solid var(--line);border-bottom:0;border-radius:6px 6px 0 0;background:var(--soft);color:var(--mute);padding:8px 16px}
header b{color:var(--text)} header i{border:1px solid var(--line);border-radius:2em;padding:0 7px;font-size:12px;font-style:normal}
article{border:1px solid var(--line);border-radius:0 0 6px 6px;padding:16px;overflow-wrap:break-word}
article>:first-child{margin-top:0} article>:last-child{margin-bottom:0}
p,blockquote,ul,ol,table,pre,details{margin:0 0 16px} ul,ol{padding-left:2em} li+li{margin-top:.25em} li>ul{margin:.25em 0 0}
h1,h2,h3,h4{margin:24px 0 16px;line-height:1.25;font-weight:600} h3{font-size:1.25em} h4{font-size:1em} h3 code,h4 code{font-size:inherit;padding:0 .2em}
a{color:var(--link)} sub{font-size:75%;position:relative;bottom:-.25em;line-height:0;vertical-align:baseline}
blockquote{border-left:.25em solid var(--line);color:var(--mute);padding:0 1em}
blockquote>:last-child{margin-bottom:0}
.alert{border-left-color:var(--warn);color:inherit;padding:8px 16px} .alert .title{color:var(--warn);font-weight:500;margin-bottom:4px}
code{background:var(--code);border-radius:6px;padding:.2em .4em;font-family:ui-monospace,SFMono-Regular,Menlo,"DejaVu Sans Mono",monospace;font-size:85%;white-space:break-spaces}
code br{display:none}
pre{background:var(--soft);border-radius:6px;padding:16px;overflow:auto;font-size:85%;line-height:1.45} pre code{background:none;padding:0;white-space:pre;font-size:100%}
table{display:block;width:max-content;max-width:100%;overflow:auto;border-collapse:collapse;border-spacing:0}
td,th{border:1px solid var(--line);padding:6px 13px} th{font-weight:600} tr:nth-child(2n) td{background:var(--soft)}
summary{cursor:pointer}
`;
