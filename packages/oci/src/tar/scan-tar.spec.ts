import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile, link } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { failureOf, tarOf, temporaryDirectories, textEntry } from '../sample.spec.support.ts';
import { blockSize, checksum } from './header.ts';
import { memoryAccess } from './random-access.ts';
import { scanTar } from './scan-tar.ts';
import type { TarEntry } from './tar-entry.ts';

const temporaryDirectory = temporaryDirectories(onTestFinished);

const scan = (tar: Buffer) => scanTar(memoryAccess('image.tar', tar));

const segment = fc.stringMatching(/^[a-zA-Z0-9_é -]{1,12}$/).filter((text) => text !== '.' && text !== '..');
const path = fc.array(segment, { minLength: 1, maxLength: 6 }).map((segments) => segments.join('/'));
const number = fc.integer({ min: 0, max: 0o7777 });
const entry: fc.Arbitrary<TarEntry> = fc.oneof(
  fc.record({
    kind: fc.constant('file' as const),
    path,
    mode: number,
    uid: number,
    content: fc.uint8Array({ maxLength: 1200 }),
  }),
  fc.record({ kind: fc.constant('directory' as const), path, mode: number, gid: number }),
  fc.record({ kind: fc.constant('symlink' as const), path, target: path }),
);
/** Files and links at paths that no other entry lies below. */
const entries = fc
  .uniqueArray(entry, { selector: ({ path: at }) => at, maxLength: 12 })
  .map((list) =>
    list.filter(({ path: at, kind }) => kind === 'directory' || !list.some((other) => other.path.startsWith(`${at}/`))),
  );

/** One header of any type, its content, and the end mark. */
const rawTar = (typeflag: string, content: string, edit: (header: Buffer) => void = () => undefined): Buffer => {
  const header = Buffer.alloc(blockSize);
  header.write('name', 0);
  header.write('0000644\0', 100);
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write(typeflag, 156);
  header.write('ustar\u000000', 257);
  edit(header);
  header.write(`${checksum(header).toString(8).padStart(6, '0')}\0 `, 148);
  const padded = Buffer.alloc(Math.ceil(content.length / blockSize) * blockSize);
  padded.write(content);
  return Buffer.concat([header, padded]);
};
const end = Buffer.alloc(2 * blockSize);

describe('scanTar', () => {
  it('finds everything that was written', async () => {
    await fc.assert(
      fc.asyncProperty(entries, async (list) => {
        const tar = await tarOf(list);
        const members = new Map((await scan(tar)).map((member) => [member.path, member]));
        for (const written of list) {
          const member = members.get(written.path);
          expect(member).toMatchObject({ kind: written.kind });
          if (written.kind === 'symlink') expect(member?.target).toBe(written.target);
          else expect(member?.mode).toBe(written.mode);
          if (written.kind === 'file' && member !== undefined) {
            expect(
              tar
                .subarray(member.offset, member.offset + member.size)
                .equals(Buffer.from(written.content as Uint8Array)),
            ).toBe(true);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each(['ustar', 'gnu', 'pax'])('reads what tar(1) writes as %s, with long names and links', async (format) => {
    const directory = await temporaryDirectory();
    const long = `${'folder-of-thirty-bytes-or-so/'.repeat(2)}${'name'.repeat(5)}`;
    await mkdir(join(directory, long, '..'), { recursive: true });
    await writeFile(join(directory, long), 'content');
    await link(join(directory, long), join(directory, 'hard'));
    await symlink('hard', join(directory, 'soft'));
    const tar = execFileSync('tar', [`--format=${format}`, '--sort=name', '-C', directory, '-cf', '-', '.']);
    const members = await scan(tar);
    const found = members.filter(({ kind }) => kind !== 'directory').map(({ path: at, kind }) => `${kind} ${at}`);
    // Which of two names of one file comes first is for tar(1) to say.
    expect(found.toSorted()).toEqual([`file ${long}`, 'link hard', 'symlink soft']);
    expect(members.find(({ kind }) => kind === 'link')?.target).toBe(`./${long}`);
    expect(members.find(({ kind }) => kind === 'symlink')?.target).toBe('hard');
  });

  it('reads names longer than ustar has room for', async () => {
    const directory = await temporaryDirectory();
    const long = `${'x'.repeat(200)}/${'y'.repeat(200)}`;
    await mkdir(join(directory, long, '..'), { recursive: true });
    await writeFile(join(directory, long), 'content');
    for (const format of ['gnu', 'pax']) {
      const tar = execFileSync('tar', [`--format=${format}`, '-C', directory, '-cf', '-', '.']);
      expect((await scan(tar)).map((member) => member.path)).toContain(long);
    }
  });

  it('refuses a tar cut off at any byte', async () => {
    const tar = await tarOf([textEntry('a', 'x'.repeat(600)), textEntry('b', 'y')]);
    const full = tar.length - 2 * blockSize;
    for (let length = 0; length < full; length += 1) {
      const error = await failureOf(scan(tar.subarray(0, length)));
      expect(error.code).toBe('ARCHIVE_INVALID');
      expect(error.message).toMatch(/truncated|too short/);
    }
  });

  it('refuses a damaged header wherever the damage is', async () => {
    const tar = await tarOf([textEntry('a', ''), textEntry('b', '')]);
    for (let at = 0; at < 2 * blockSize; at += 1) {
      const damaged = Buffer.from(tar);
      damaged[at] = (damaged[at] ?? 0) ^ 0x41;
      // The last byte of the checksum field, and the padding behind the prefix, belong to no field.
      const members = await scan(damaged).catch(() => 'refused');
      if (members !== 'refused') expect(at % blockSize === 155 || at % blockSize === 154, `byte ${at}`).toBe(true);
    }
  });

  it('never fails in another way than with its own code', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2048 }), async (bytes) => {
        await scan(Buffer.from(bytes)).catch((error: unknown) =>
          expect(error).toMatchObject({ code: 'ARCHIVE_INVALID' }),
        );
      }),
    );
  });

  it.each([
    ['no tar', Buffer.alloc(1024, 'text'), 'no tar'],
    ['gzip', gzipSync('x'.repeat(2000)), 'compressed with gzip'],
    ['a sparse file', Buffer.concat([rawTar('x', '22 GNU.sparse.major=1\n'), rawTar('0', ''), end]), 'sparse'],
    ['an unknown type', Buffer.concat([rawTar('S', ''), end]), 'unknown type "S"'],
    ['a global header that renames', Buffer.concat([rawTar('g', '10 path=a\n'), rawTar('0', ''), end]), 'global'],
    ['a broken extension', Buffer.concat([rawTar('x', '99 path=a\n'), rawTar('0', ''), end]), 'bad extension'],
    ['a size that is no number', Buffer.concat([rawTar('x', '11 size=-1\n'), rawTar('0', ''), end]), 'a size of'],
    ['a huge extension', rawTar('x', '', (header) => header.write('00010000000\0', 124)), 'truncated'],
    ['a huge file', Buffer.concat([rawTar('0', '', (header) => header.write('77777777777\0', 124)), end]), 'truncated'],
  ])('refuses %s', async (_, tar, reason) => {
    const error = await failureOf(scan(tar));
    expect(error.code).toBe('ARCHIVE_INVALID');
    expect(error.message).toContain(reason);
  });

  it('skips the comment that git archive leaves', async () => {
    const tar = Buffer.concat([rawTar('g', '13 comment=a\n'), rawTar('0', ''), end]);
    expect((await scan(tar)).map((member) => member.path)).toEqual(['name']);
  });
});
