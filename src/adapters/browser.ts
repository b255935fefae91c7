import { spawn } from 'node:child_process';

/** The program that shows an address, by platform. */
const OPENERS: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['explorer.exe'],
  linux: ['xdg-open'],
};

/** Asks the desktop to show an address of ours. Where there is no desktop, nothing happens: the address is printed, too. */
export function openInBrowser(url: string): void {
  const [command, ...given] = OPENERS[process.platform] ?? [];
  if (command === undefined) return;
  const child = spawn(command, [...given, url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
