/** What the script needs to know. */
export interface RunScript {
  /** The image's content tag. */
  readonly reference: string;
  /** The project's name, for people. */
  readonly name: string;
  /** TCP ports that are published, each as it is. */
  readonly ports: readonly string[];
}

/** A POSIX shell script that loads `image.tar` beside it where needed, and runs it. Its arguments go to the program. */
export function renderRunScript({ reference, name, ports }: RunScript): string {
  const publish = ports.map((port) => `  --publish ${quote(`127.0.0.1:${port}:${port}`)} \\\n`).join('');
  return `#!/bin/sh
# Runs ${name.replaceAll(/[^\w@/. -]/g, '?')}. ENGINE=podman chooses the engine; arguments go to the program.
set -eu

image=${quote(reference)}
folder=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

if [ -n "\${ENGINE:-}" ]; then
  engine=$ENGINE
elif docker version >/dev/null 2>&1; then
  engine=docker
elif podman version >/dev/null 2>&1; then
  engine=podman
else
  echo 'Neither docker nor podman answers on this machine.' >&2
  exit 1
fi

if ! "$engine" image inspect "$image" >/dev/null 2>&1; then
  "$engine" load --input "$folder/image.tar" >&2
fi

exec "$engine" run --rm --pull=never \\
${publish}  "$image" "$@"
`;
}

/** One word for a POSIX shell, whatever is in it. */
export function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
