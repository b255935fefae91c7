/** Whether a file is a promptfoo config: by its name, or by keys that no suite file has. */
export function isPromptfooConfig({ path, text }: { path: string; text: string }): boolean {
  if (/(?:^|\/)promptfooconfig[^/]*$/i.test(path)) return true;
  const has = (key: string) => new RegExp(`^(?:${key}|[ \\t]*"${key}")[ \\t]*:`, 'm').test(text);
  return has('prompts') && (has('providers') || has('targets')) && !has('target');
}
