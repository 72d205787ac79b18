import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { posix } from 'node:path';
import { rootCertificates } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { blobFile } from '../layout/layout.ts';
import { packLayer } from '../layout/pack-layer.ts';
import { writeLayout } from '../layout/write-layout.ts';
import { failureOf, temporaryDirectories } from '../sample.spec.support.ts';
import type { TarEntry } from '../tar/tar-entry.ts';
import { baseLayer, nonrootId } from './base-layer.ts';

const temporaryDirectory = temporaryDirectories(onTestFinished);

const snapshot = new URL('../../base/base-files.tar.gz', import.meta.url);
const provenance = new URL('../../base/provenance.json', import.meta.url);

const entriesOf = async (options?: Parameters<typeof baseLayer>[0]): Promise<ReadonlyMap<string, TarEntry>> =>
  new Map((await baseLayer(options)).entries.map((entry) => [entry.path, entry]));

const contentOf = (entries: ReadonlyMap<string, TarEntry>, path: string): Buffer => {
  const entry = entries.get(path);
  if (entry?.kind !== 'file' || !(entry.content instanceof Uint8Array)) throw new Error(`${path} is no file`);
  return Buffer.from(entry.content);
};

const certificatesOf = (entries: ReadonlyMap<string, TarEntry>): readonly X509Certificate[] =>
  contentOf(entries, 'etc/ssl/certs/ca-certificates.crt')
    .toString()
    .split(/(?=-----BEGIN)/)
    .map((pem) => new X509Certificate(pem));

describe('baseLayer', () => {
  it('is one layer on every machine', async () => {
    const cacheDir = await temporaryDirectory();
    const { descriptor, diffId } = await packLayer(await baseLayer(), { cacheDir });
    expect({ diffId, ...descriptor }).toEqual({
      diffId: 'sha256:a9e8998c4c1f9bd5c70981023cf34e66af70067a7be3274a015bd2ea04a921fe',
      mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
      digest: 'sha256:a8855b7f2148d96d39fac14ce0289b3656ed6f80db4e4012a67af7f3c44c652c',
      size: 375247,
    });
  });

  it('holds the users, folders and modes of a distroless image', async () => {
    const entries = await entriesOf();
    expect(contentOf(entries, 'etc/passwd').toString()).toContain(
      `nonroot:x:${nonrootId}:${nonrootId}:nonroot:/home/nonroot:/sbin/nologin\n`,
    );
    expect(contentOf(entries, 'etc/group').toString()).toContain(`nonroot:x:${nonrootId}:\n`);
    expect(contentOf(entries, 'etc/nsswitch.conf').toString()).toBe('hosts: files dns\n');
    expect(entries.get('tmp')).toMatchObject({ kind: 'directory', mode: 0o1777 });
    expect(entries.get('home/nonroot')).toMatchObject({
      kind: 'directory',
      mode: 0o700,
      uid: nonrootId,
      gid: nonrootId,
    });
  });

  it('holds roots that are certificates of authorities, most of which Node trusts as well', async () => {
    const certificates = certificatesOf(await entriesOf());
    expect(certificates).toHaveLength(150);
    expect(certificates.every(({ ca }) => ca)).toBe(true);
    expect(new Set(certificates.map(({ fingerprint256 }) => fingerprint256)).size).toBe(150);
    const known = new Set(rootCertificates.map((pem) => new X509Certificate(pem).fingerprint256));
    expect(certificates.filter(({ fingerprint256 }) => known.has(fingerprint256)).length).toBeGreaterThan(100);
  });

  it('holds every zone that Go and Node can ask for, unpacked', async () => {
    const entries = await entriesOf();
    const zone = (name: string): Buffer => {
      const path = `usr/share/zoneinfo/${name}`;
      const entry = entries.get(path);
      return entry?.kind === 'symlink'
        ? zone(posix.relative('usr/share/zoneinfo', posix.join(posix.dirname(path), entry.target)))
        : contentOf(entries, path);
    };
    for (const name of [
      ...Intl.supportedValuesOf('timeZone').filter((id) => entries.has(`usr/share/zoneinfo/${id}`)),
      'UTC',
      'Europe/Berlin',
      'America/New_York',
      'Asia/Tokyo',
      'Pacific/Samoa',
    ]) {
      expect(zone(name).toString('latin1', 0, 4), name).toBe('TZif');
    }
    expect([...entries.keys()].filter((path) => path.startsWith('usr/share/zoneinfo/')).length).toBeGreaterThan(450);
  });

  it('holds what net and mime look up, and the licences of it all', async () => {
    const entries = await entriesOf();
    expect(contentOf(entries, 'etc/services').toString()).toMatch(/^ldap\s+389\/tcp/m);
    expect(contentOf(entries, 'etc/protocols').toString()).toMatch(/^icmp\s+1\s/m);
    expect(contentOf(entries, 'etc/mime.types').toString()).toMatch(/^font\/woff2\s+woff2/m);
    for (const name of ['ca-certificates', 'media-types', 'netbase', 'tzdata']) {
      expect(contentOf(entries, `usr/share/doc/${name}/copyright`).toString()).toContain('License:');
    }
  });

  it('ships the snapshot that its provenance names, in less than 400 kB', async () => {
    const tar = gunzipSync(await readFile(snapshot));
    const { tar: expected } = JSON.parse(await readFile(provenance, 'utf8')) as { readonly tar: string };
    expect(`sha256:${createHash('sha256').update(tar).digest('hex')}`).toBe(expected);
    expect((await stat(snapshot)).size).toBeLessThan(400_000);
  });

  it('appends the certificates of CA files, and nothing else that is in them', async () => {
    const directory = await temporaryDirectory();
    const [one, two] = rootCertificates as readonly [string, string];
    await writeFile(
      join(directory, 'one.pem'),
      `# our root\r\n${one.replaceAll('\n', '\r\n')}\r\n-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----\n`,
    );
    await writeFile(join(directory, 'two.pem'), `${two}\n${one}`);
    const entries = await entriesOf({ caFiles: [join(directory, 'one.pem'), join(directory, 'two.pem')] });
    const certificates = certificatesOf(entries);
    expect(certificates).toHaveLength(153);
    expect(certificates.at(-1)?.fingerprint256).toBe(new X509Certificate(one).fingerprint256);
    expect(contentOf(entries, 'etc/ssl/certs/ca-certificates.crt').toString()).not.toMatch(/PRIVATE|our root|\r/);
  });

  it('names every CA file that cannot be used', async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, 'empty.pem'), 'nothing');
    await writeFile(join(directory, 'broken.pem'), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
    const error = await failureOf(
      baseLayer({ caFiles: ['empty', 'broken', 'absent'].map((name) => join(directory, `${name}.pem`)) }),
    );
    expect(error.code).toBe('FILE_UNREADABLE');
    expect(error.details.map((line) => line.replace(directory, ''))).toEqual([
      '/empty.pem holds no certificate.',
      '/broken.pem holds a damaged certificate.',
      '/absent.pem cannot be read: it does not exist.',
    ]);
  });

  it('unpacks with tar(1) to what it says', async () => {
    const directory = await temporaryDirectory();
    const layer = await packLayer(await baseLayer(), { cacheDir: join(directory, 'cache') });
    const layout = await writeLayout(join(directory, 'layout'), [
      { platform: { os: 'linux', architecture: 'amd64' }, layers: [layer], config: {} },
    ]);
    const listing = execFileSync('tar', [
      '--numeric-owner',
      '-tzvf',
      blobFile(layout.directory, layer.descriptor.digest),
    ]).toString();
    expect(listing).toMatch(/^drwxrwxrwt 0\/0 .* tmp\/$/m);
    expect(listing).toMatch(/^drwx------ 65532\/65532 .* home\/nonroot\/$/m);
    expect(listing).toMatch(/^-rw-r--r-- 0\/0 .* usr\/share\/zoneinfo\/Europe\/Berlin$/m);
  });
});
