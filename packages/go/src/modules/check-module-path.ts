/** Names that Windows keeps for devices; Go refuses them in module paths on every system. */
const windowsNames = /^(?:con|prn|aux|nul|com[1-9]|lpt[1-9])$/i;

/**
 * Why Go would refuse a module path, or undefined for a good one.
 * The rules of `module.CheckPath` (https://pkg.go.dev/golang.org/x/mod/module#CheckPath).
 */
export function modulePathProblem(path: string): string | undefined {
  if (path === '') return 'it is empty';
  const stray = /[^A-Za-z0-9._~/-]/u.exec(path)?.[0];
  if (stray !== undefined) return `${JSON.stringify(stray)} cannot be in a module path`;
  if (path.startsWith('-')) return 'it begins with "-"';
  const elements = path.split('/');
  if (elements.includes('')) return 'it has an empty part: a leading, trailing or double slash';
  const [host = ''] = elements;
  return (
    hostProblem(host) ?? elements.map(elementProblem).find((problem) => problem !== undefined) ?? versionProblem(path)
  );
}

function hostProblem(host: string): string | undefined {
  if (!host.includes('.'))
    return `its first part "${host}" has no dot; begin with a domain, for example example.com/${host}`;
  const stray = /[^a-z0-9.-]/.exec(host)?.[0];
  return stray === undefined ? undefined : `${JSON.stringify(stray)} cannot be in its first part, which is a domain`;
}

function elementProblem(element: string): string | undefined {
  if (element.startsWith('.')) return `its part "${element}" begins with a dot`;
  if (element.endsWith('.')) return `its part "${element}" ends with a dot`;
  const [short = ''] = element.split('.');
  if (windowsNames.test(short)) return `its part "${element}" is a name that Windows keeps for a device`;
  return /~\d+$/.test(short) ? `its part "${element}" looks like a short name of Windows` : undefined;
}

/** A major version in the path must be 2 or more, without a leading zero; gopkg.in writes it `.v1`. */
function versionProblem(path: string): string | undefined {
  if (path.startsWith('gopkg.in/')) {
    return /\.v(?:0|[1-9]\d*)(?:-unstable)?$/.test(path)
      ? undefined
      : 'a path of gopkg.in ends with a version such as .v2';
  }
  const version = /\/v([0-9.]+)$/.exec(path)?.[1];
  if (version === undefined || /^(?:[2-9]|[1-9]\d+)$/.test(version)) return undefined;
  return `its end "/v${version}" is no major version; those begin with /v2`;
}
