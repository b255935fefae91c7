import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * One text with the name, version, licence and licence file of every package.
 * @throws Error for a package that states no licence, so that none is ever left out
 */
export async function licenceText(root: string, folders: readonly string[]): Promise<string> {
  const entries = await Promise.all(folders.map((folder) => entryOf(join(root, folder))));
  const unique = new Map(entries.map((entry) => [entry.title, entry.text]));
  const titles = [...unique.keys()].sort();
  return `${titles.map((title) => `${title}\n\n${unique.get(title) ?? ''}`).join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

async function entryOf(folder: string): Promise<{ title: string; text: string }> {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    name?: string;
    version?: string;
    license?: string;
  };
  if (!manifest.name || !manifest.license) throw new Error(`${folder} states no licence.`);
  const files = (await readdir(folder)).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name)).sort();
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  const text = texts.map((part) => part.replaceAll('\r\n', '\n').trim()).join('\n\n');
  return {
    title: `${manifest.name}@${manifest.version ?? ''} (${manifest.license})`,
    text: text === '' ? 'The package comes without a licence file of its own.' : text,
  };
}
