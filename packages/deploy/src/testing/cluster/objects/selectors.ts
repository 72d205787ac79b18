import type { KubeObject } from '../../../drivers/kubernetes/kube-object.ts';
import { readText } from './json.ts';

/** Whether an object is among those that selectors of a request leave. */
export type Selection = (object: KubeObject) => boolean;

/** Reads `labelSelector` and `fieldSelector`. */
export function parseSelection(query: Readonly<Record<string, string>>): Selection {
  const labels = splitTerms(query['labelSelector'] ?? '').map(parseLabelTerm);
  const fields = splitTerms(query['fieldSelector'] ?? '').map(parseFieldTerm);
  return (object) => [...labels, ...fields].every((term) => term(object));
}

/** At commas outside of brackets. */
function splitTerms(text: string): readonly string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map((term) => term.trim())
    .filter((term) => term !== '');
}

function parseLabelTerm(term: string): Selection {
  const [, setKey, not, list] = /^(\S+)\s+(not)?\s*in\s*\((.*)\)$/.exec(term) ?? [];
  if (setKey !== undefined) {
    const values = (list ?? '').split(',').map((value) => value.trim());
    return (object) => values.includes(object.metadata.labels?.[setKey] ?? '') === (not === undefined);
  }
  const [, key = '', operator = '', value = ''] = /^(!?[^=!]+)(==|=|!=)?(.*)$/.exec(term) ?? [];
  if (operator === '!=') return (object) => object.metadata.labels?.[key] !== value;
  if (operator !== '') return (object) => object.metadata.labels?.[key] === value;
  if (key.startsWith('!')) return (object) => object.metadata.labels?.[key.slice(1)] === undefined;
  return (object) => object.metadata.labels?.[key] !== undefined;
}

function parseFieldTerm(term: string): Selection {
  const [, path = '', operator = '', value = ''] = /^([^=!]+)(==|=|!=)(.*)$/.exec(term) ?? [];
  return (object) => (readText(object, ...path.split('.')) === value) === (operator !== '!=');
}
