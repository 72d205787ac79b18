import { isJsonObject, type JsonObject } from '../../json/rewrite-json.ts';
import { findingAt, type Finding } from '../finding.ts';
import type { Peer } from '../peers/peer.ts';
import { findMentions } from './find-mentions.ts';
import { replaceObject } from './replace-object.ts';

/** package.json as it is to be. */
export interface PackagesPlan {
  readonly packageJson: JsonObject;
  readonly removed: readonly string[];
  readonly findings: readonly Finding[];
}

const lists = ['dependencies', 'devDependencies'];

/** Takes out the packages that nothing needs any more, and names every place that needs one still. */
export function planPackages(
  given: JsonObject,
  files: ReadonlyMap<string, JsonObject>,
  {
    peers,
    keepPackages,
    findings: known,
  }: {
    readonly peers: readonly Peer[];
    readonly keepPackages: boolean;
    readonly findings: readonly Finding[];
  },
): PackagesPlan {
  let packageJson = files.get('package.json') ?? given;
  const removed: string[] = [];
  const findings: Finding[] = [];
  for (const peer of peers) {
    const { name } = peer;
    const holders = lists.filter((list) => isJsonObject(packageJson[list]) && name in packageJson[list]);
    const others = Object.fromEntries(Object.entries(packageJson).filter(([key]) => !lists.includes(key)));
    const places = [...files, ['package.json', others] as const].flatMap(([file, json]) =>
      file === 'package.json' && json !== others ? [] : findMentions(json, peer).map((key) => ({ file, key })),
    );
    const isKnown = ({ file, key }: { readonly file: string; readonly key: string }) =>
      known.some((finding) => finding.kind === 'kept' && finding.file === file && isWithinKey(key, finding.key));
    findings.push(
      ...places
        .filter((place) => !isKnown(place))
        .map(({ file, key }) => findingAt('kept', file, key, leftOver(key, name))),
    );
    if (holders.length === 0) continue;
    if (places.length > 0) {
      const says = `${name} stays installed: ${places.length === 1 ? 'one place' : `${places.length} places`} named here still need it.`;
      const todo = 'Convert again when they are gone.';
      findings.push(...holders.map((list) => findingAt('kept', 'package.json', `${list}.${name}`, { says, todo })));
    } else if (!keepPackages) {
      removed.push(name);
      for (const list of holders) {
        const { [name]: _version, ...rest } = packageJson[list] as JsonObject;
        packageJson = replaceObject(packageJson, list, rest);
      }
    }
  }
  return { packageJson, removed, findings };
}

function leftOver(key: string, name: string): { readonly says: string; readonly todo: string } {
  if (/versionActions|nx-release-publish/.test(key)) {
    return {
      says: `nx release versions Go modules with ${name}, and Slipway has nothing like it.`,
      todo: 'Keep it while you release Go modules that way.',
    };
  }
  return { says: `It names ${name}, and Slipway has nothing like it.`, todo: 'Replace or remove it by hand.' };
}

/** Whether one place lies in another, or around it: what is said of an option is said of its target. */
function isWithinKey(key: string, known: string): boolean {
  const target = /^((?:nx\.)?targets\.[^.]+|targetDefaults\.[^.]+(?:\/[^.]+)?)/.exec(known)?.[0] ?? known;
  return key === target || key.startsWith(`${target}.`) || known.startsWith(`${key}.`);
}
