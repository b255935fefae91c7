// The package ships no types; these are the few members in use.
declare module 'picomatch' {
  interface PicomatchOptions {
    dot?: boolean;
    flags?: string;
    maxLength?: number;
    nonegate?: boolean;
    windows?: boolean;
  }
  export default function picomatch(glob: string, options?: PicomatchOptions): (path: string) => boolean;
}
