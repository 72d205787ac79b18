import type { Document } from '@slipway/kit';
import { stringify } from 'yaml';
import { writtenYaml } from './kube-yaml.ts';

/** Writes documents as YAML that kubectl, and any other reader of YAML 1.1, reads back as the same values. */
export function writeManifests(documents: readonly Document[]): string {
  return documents.map((document) => `---\n${stringify(document, writtenYaml)}`).join('');
}
