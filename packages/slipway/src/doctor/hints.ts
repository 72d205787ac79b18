/** What to run, on every system or by system. */
export type Hint = string | { readonly linux: string; readonly darwin: string; readonly win32: string };

/** The hint for this system; other systems are told what Linux is. */
export function hintFor(hint: Hint, platform: NodeJS.Platform): string {
  if (typeof hint === 'string') return hint;
  return platform === 'darwin' || platform === 'win32' ? hint[platform] : hint.linux;
}

/** A package that Debian, Homebrew and winget have. */
export function packageHint(debian: string, homebrew: string, winget: string): Hint {
  return {
    linux: `sudo apt-get install ${debian}`,
    darwin: `brew install ${homebrew}`,
    win32: `winget install ${winget}`,
  };
}
