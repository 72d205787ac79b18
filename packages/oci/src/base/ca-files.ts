import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isSlipwayError, SlipwayError } from '@slipway/kit';
import { toReadError } from '../blobs/read-error.ts';

const certificate = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * The certificates of PEM files, one after the other, and nothing else of them: no comment, and never a private key.
 * Throws FILE_UNREADABLE with every file that is missing or holds no certificate.
 */
export async function readCaFiles(files: readonly string[]): Promise<Uint8Array> {
  const read = await Promise.all(files.map(readCaFile));
  const problems = read.filter((result) => typeof result === 'object');
  if (problems.length > 0) {
    throw new SlipwayError({
      code: 'FILE_UNREADABLE',
      summary: `${problems.length === 1 ? 'A CA file' : 'Some CA files'} cannot be used.`,
      details: problems.map(({ problem }) => problem),
      state: 'Nothing was built.',
      hint: 'Name PEM files that hold certificates ("-----BEGIN CERTIFICATE-----").',
    });
  }
  return Buffer.from(read.filter((result) => typeof result === 'string').join(''));
}

async function readCaFile(file: string): Promise<string | { readonly problem: string }> {
  try {
    const blocks = (await readFile(file, 'utf8')).match(certificate) ?? [];
    if (blocks.length === 0) return { problem: `${file} holds no certificate.` };
    // Written again from its bytes: line ends and indentation of the file do not matter to the digest.
    return blocks.map((block) => new X509Certificate(block).toString()).join('');
  } catch (error) {
    const known = toReadError(error, file);
    return { problem: isSlipwayError(known) ? known.summary : `${file} holds a damaged certificate.` };
  }
}
