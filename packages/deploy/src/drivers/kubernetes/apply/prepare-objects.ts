import { setId } from '../set/set-id.ts';
import { partOfLabel } from '../set/set-record.ts';
import type { ApplySettings } from './apply-settings.ts';
import { parseObjects } from './parse-objects.ts';
import { withLabel } from './patch-object.ts';
import { placeObjects, type PlacedObject } from './place-objects.ts';

/** The objects as they are sent: cleaned, placed, and labelled as members of the set. */
export async function prepareObjects({
  objects,
  finder,
  set,
}: Pick<ApplySettings, 'objects' | 'finder' | 'set'>): Promise<readonly PlacedObject[]> {
  const placed = await placeObjects({ objects: parseObjects(objects), finder, set });
  return placed.map((item) => ({ ...item, object: withLabel(item.object, partOfLabel, setId(set)) }));
}
