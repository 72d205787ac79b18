/**
 * Drivers as somebody else would write them: one file each, without a dependency.
 * What they were told to do is kept in `place.json` and `store.json` of the workspace.
 */
export const memoryDrivers: Readonly<Record<string, string>> = {
  'tools/driver.mjs': `
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export default {
  apiVersion: 1,
  kind: 'deploy',
  name: 'memory',
  optionsSchema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      fails: { type: 'boolean', description: 'Fail every release.' },
      bare: { type: 'boolean', description: 'Do nothing but deploy.' },
    },
  },
  inspect: async () => ({ engine: 'memory', images: ['registry', 'store'], can: ['diff', 'status', 'rollback', 'undeploy'] }),
  async open(target, context) {
    const file = join(context.workspaceRoot, 'place.json');
    const place = JSON.parse(await readFile(file, 'utf8').catch(() => '{"revisions":[],"opened":0,"closed":0}'));
    const save = () => writeFile(file, JSON.stringify(place));
    place.opened += 1;
    await save();
    const nameOf = ({ kind, metadata }) => ({ kind, name: metadata.name, namespace: target.namespace });
    const changesOf = (documents) => {
      const before = place.revisions.at(-1)?.documents.map((document) => JSON.stringify(document)) ?? [];
      return documents.map((document) => ({
        ...nameOf(document),
        change: before.includes(JSON.stringify(document)) ? 'unchanged' : before.length > 0 ? 'configured' : 'created',
      }));
    };
    const release = (documents, request) =>
      context.change('release', async () => {
        place.revisions.push({ documents, request, target });
        await save();
        if (context.options.fails) throw new Error('the place is on fire');
        return place.revisions.length;
      }, place.revisions.length + 1);
    const access = ['http://orders.example.com'];
    return {
      place: [{ label: 'memory', value: target.context ?? 'here' }],
      async deploy({ documents, ...request }) {
        const changes = changesOf(documents);
        return { revision: await release(documents, request), changes, access, warnings: ['it is only memory'] };
      },
      ...(context.options.bare ? {} : {
        async diff({ documents }) {
          const changes = changesOf(documents);
          const differs = changes.some(({ change }) => change !== 'unchanged');
          return { changes, text: differs ? '+ all of it\\n' : '', problems: [] };
        },
        async status() {
          const history = place.revisions.map(({ request }, index) => ({
            revision: index + 1,
            state: 'deployed',
            images: request.images.map(({ reference }) => reference),
            created: '2026-01-01T00:00:00Z',
          })).reverse();
          const objects = (place.revisions.at(-1)?.documents ?? []).map((document) => ({ ...nameOf(document), state: 'ready', message: '' }));
          return { history, objects, access };
        },
        async rollback({ revision = place.revisions.length - 1, ...request }) {
          const { documents } = place.revisions[revision - 1];
          const changes = changesOf(documents);
          return { revision: await release(documents, { images: [], ...request }), changes, access, warnings: [] };
        },
        async undeploy({ pruneData }) {
          const documents = place.revisions.at(-1)?.documents ?? [];
          await context.change('forget everything', async () => { place.revisions = []; await save(); }, undefined);
          return documents.map((document) => ({
            ...nameOf(document),
            change: document.kind === 'PersistentVolumeClaim' && !pruneData ? 'kept' : 'deleted',
          }));
        },
      }),
      async close() {
        place.closed += 1;
        await save();
      },
    };
  },
};
`,
  'tools/store.mjs': `
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const fileOf = (context) => join(context.workspaceRoot, 'store.json');
const held = async (context) => JSON.parse(await readFile(fileOf(context), 'utf8').catch(() => '[]'));

export default {
  apiVersion: 1,
  kind: 'store',
  name: 'memory',
  optionsSchema: { type: 'object', additionalProperties: false, properties: {} },
  inspect: async () => ({ engine: 'memory store', platform: 'linux/amd64', zstd: true }),
  has: async (reference, context) => (await held(context)).includes(reference),
  async load({ reference, digest }, context) {
    const images = [...(await held(context)), reference];
    await context.change('load ' + reference, () => writeFile(fileOf(context), JSON.stringify(images)), undefined);
    return { reference, id: digest };
  },
};
`,
};
