import type { LayerSource } from '../layout/pack-layer.ts';
import type { TarEntry } from '../tar/tar-entry.ts';
import { readBaseFiles } from './base-files.ts';
import { readCaFiles } from './ca-files.ts';

/** What to put into the base layer beside what every service needs. */
export interface BaseLayerOptions {
  /** PEM files whose certificates programs shall trust too: absolute paths. */
  readonly caFiles?: readonly string[];
  /** Seconds since 1970 for every entry. Default: 0. */
  readonly mtime?: number;
}

/** The user that programs run as: `nonroot`, as in distroless images. */
export const nonrootId: number = 65532;

const caBundle = 'etc/ssl/certs/ca-certificates.crt';

const passwd = `root:x:0:0:root:/root:/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin
nonroot:x:${nonrootId}:${nonrootId}:nonroot:/home/nonroot:/sbin/nologin
`;

const group = `root:x:0:
nobody:x:65534:
tty:x:5:
staff:x:50:
nonroot:x:${nonrootId}:
`;

/**
 * What a static program expects to find in an image: CA roots, time zones, mime types, names of services and protocols,
 * users, a home and /tmp. Equal for every service, so registries and nodes keep one copy.
 * All of it ships with this package: neither the machine nor the version of Node has a say.
 * Throws FILE_UNREADABLE for a CA file that is missing or holds no certificate.
 */
export async function baseLayer({ caFiles = [], mtime }: BaseLayerOptions = {}): Promise<LayerSource> {
  const [files, ownCas] = await Promise.all([readBaseFiles(), readCaFiles(caFiles)]);
  return {
    entries: [
      ...files.map((entry) => appendTo(entry, caBundle, ownCas)),
      textFile('etc/passwd', passwd),
      textFile('etc/group', group),
      // Says to Go's resolver what is the default anyway: /etc/hosts before DNS. distroless has it too.
      textFile('etc/nsswitch.conf', 'hosts: files dns\n'),
      { kind: 'directory', path: 'home/nonroot', mode: 0o700, uid: nonrootId, gid: nonrootId },
      { kind: 'directory', path: 'tmp', mode: 0o1777 },
    ],
    ...(mtime === undefined ? {} : { mtime }),
    createdBy: 'slipway: base (CA roots, time zones, users, /tmp)',
  };
}

function appendTo(entry: TarEntry, path: string, extra: Uint8Array): TarEntry {
  if (entry.path !== path || entry.kind !== 'file' || !(entry.content instanceof Uint8Array)) return entry;
  return { ...entry, content: Buffer.concat([entry.content, extra]) };
}

function textFile(path: string, text: string): TarEntry {
  return { kind: 'file', path, mode: 0o644, content: Buffer.from(text) };
}
