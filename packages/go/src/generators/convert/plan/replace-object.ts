import type { JsonObject } from '../../json/rewrite-json.ts';

/** An object with another object under a key; without the key where nothing is left of it. */
export function replaceObject(json: JsonObject, key: string, value: JsonObject): JsonObject {
  const { [key]: given, ...others } = json;
  const isEmpty = Object.keys(value).length === 0;
  if (!isEmpty) return { ...json, [key]: value };
  const wasEmpty =
    given === undefined || (typeof given === 'object' && given !== null && Object.keys(given).length === 0);
  return wasEmpty ? json : others;
}
