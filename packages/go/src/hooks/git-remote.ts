/**
 * The import path of a repository, from the text of its `.git/config`: `github.com/acme/shop`.
 * Takes the remote `origin`, else the first one. Undefined for none, and for a remote on this machine.
 */
export function gitRemotePath(config: string): string | undefined {
  const urls = new Map<string, string>();
  let remote: string | undefined;
  for (const line of config.split(/\r?\n/)) {
    const section = /^\s*\[(.*)\]\s*$/.exec(line)?.[1];
    if (section !== undefined) remote = /^remote "(.*)"$/.exec(section)?.[1];
    const url = /^\s*url\s*=\s*(\S+)\s*$/.exec(line)?.[1];
    if (remote !== undefined && url !== undefined && !urls.has(remote)) urls.set(remote, url);
  }
  const url = urls.get('origin') ?? [...urls.values()][0];
  return url === undefined ? undefined : toImportPath(url);
}

/** `https://user@host:8443/a/b.git`, `ssh://git@host/a/b`, `git@host:a/b.git` → `host/a/b` */
function toImportPath(url: string): string | undefined {
  const [, host, path] =
    /^(?:https?|ssh|git):\/\/(?:[^@/]*@)?([^/:@]+)(?::\d+)?\/+(.+)$/.exec(url) ??
    /^(?:[^@/]+@)?([^/:@]+):(?!\/\/)(.+)$/.exec(url) ??
    [];
  if (host === undefined || path === undefined || !host.includes('.')) return undefined;
  return `${host.toLowerCase()}/${path.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '')}`;
}
