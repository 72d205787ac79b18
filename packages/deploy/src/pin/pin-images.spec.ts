import { contentTag, parseReference, pinToRegistry, type DeliveredImage, type Document } from '@slipway/kit';
import { rejection } from '@slipway/kit/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imagesOf } from './image-places.ts';
import { pinImages } from './pin-images.ts';

const digest = `sha256:${'a1'.repeat(32)}` as const;
const inRegistry: DeliveredImage = {
  name: 'acme/orders',
  reference: pinToRegistry(parseReference('ghcr.io/team/acme/orders'), digest),
  digest,
  platforms: ['linux/amd64'],
};
const inStore: DeliveredImage = { ...inRegistry, reference: contentTag(parseReference('acme/orders'), digest) };

const containers = (image: string) => ({ containers: [{ name: 'orders', image }] });
const object = (kind: string, spec: unknown): Document => ({
  apiVersion: 'x/v1',
  kind,
  metadata: { name: 'orders', annotations: { image: 'acme/orders:v1' } },
  spec,
});

describe('pinImages: what is ours', () => {
  it.each([
    ['the name alone', 'acme/orders'],
    ['a tag', 'acme/orders:v1'],
    ['another registry', 'registry.example.com/acme/orders:0.0.0'],
    ['a registry with a port', 'localhost:5000/acme/orders'],
    ['Docker Hub in full', 'docker.io/acme/orders:latest'],
    ['an older digest', `acme/orders:v1@sha256:${'0'.repeat(64)}`],
    ['the repository it was delivered to', 'ghcr.io/team/acme/orders:v9'],
  ])('%s', (_, image) => {
    const { documents, places } = pinImages(
      [object('Deployment', { template: { spec: containers(image) } })],
      [inRegistry],
    );
    expect(documents).toEqual([object('Deployment', { template: { spec: containers(inRegistry.reference) } })]);
    expect(places).toEqual(['Deployment "orders": spec.template.spec.containers[0].image']);
  });

  it.each([
    ['another path', 'acme/orders-worker:v1'],
    ['a longer path', 'ghcr.io/other/acme/orders:v1'],
    ['the last word alone', 'orders:v1'],
    ['a placeholder', '${IMAGE}'],
  ])('not %s', async (_, image) => {
    const pod = object('Pod', containers(image));
    const error = await rejection(Promise.resolve().then(() => pinImages([pod], [inRegistry])));
    expect(error.code).toBe('IMAGE_NOT_USED');
    expect(error.details).toEqual([`They name: ${image}.`]);
  });

  it('a name of one word, which readers put "library/" before', () => {
    const image = { ...inRegistry, name: 'orders' };
    const { documents } = pinImages([object('Pod', containers('localhost:5000/orders:v1'))], [image]);
    expect(documents).toEqual([object('Pod', containers(image.reference))]);
  });
});

describe('pinImages: where', () => {
  const tagged = 'acme/orders:v1';
  it.each([
    ['a container', containers],
    ['a container to start with', (image: string) => ({ template: { spec: { initContainers: [{ image }] } } })],
    ['a container for debugging', (image: string) => ({ ephemeralContainers: [{ image }] })],
    ['a CronJob', (image: string) => ({ jobTemplate: { spec: { template: { spec: containers(image) } } } })],
    ['a custom resource', (image: string) => ({ image })],
    ['a field with a name of its own', (image: string) => ({ runnerImage: image })],
    ['a field that says it is a name', (image: string) => ({ imageName: image })],
    ['a list of images', (image: string) => ({ images: ['nginx:1', image] })],
    ['an image volume', (image: string) => ({ volumes: [{ name: 'data', image: { reference: image } }] })],
  ])('%s', (_, spec) => {
    const { documents } = pinImages([object('Any', spec(tagged))], [inRegistry]);
    expect(documents).toEqual([object('Any', spec(inRegistry.reference))]);
  });

  it('leaves metadata, ConfigMaps, Secrets and arguments alone', () => {
    const untouched: readonly Document[] = [
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, data: { image: tagged } },
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x' }, stringData: { image: tagged } },
      object('Pod', { containers: [{ image: 'redis:8', args: [tagged], env: [{ name: 'A', value: tagged }] }] }),
    ];
    const { documents } = pinImages([...untouched, object('Pod', containers(tagged))], [inRegistry]);
    expect(documents.slice(0, 3)).toEqual(untouched);
  });

  it('services of compose, one of which is called like a field of Kubernetes', () => {
    const { documents } = pinImages(
      [{ services: { metadata: { image: tagged }, db: { image: 'postgres' } } }],
      [inStore],
    );
    expect(documents).toEqual([{ services: { metadata: { image: inStore.reference }, db: { image: 'postgres' } } }]);
  });
});

describe('pinImages: an image of the local store', () => {
  it('is never pulled', () => {
    const container = { image: 'acme/orders:v1', imagePullPolicy: 'Always' };
    const { documents } = pinImages(
      [object('Pod', { containers: [container, { image: 'redis', imagePullPolicy: 'Always' }] })],
      [inStore],
    );
    expect(documents).toEqual([
      object('Pod', {
        containers: [
          { image: inStore.reference, imagePullPolicy: 'Never' },
          { image: 'redis', imagePullPolicy: 'Always' },
        ],
      }),
    ]);
  });

  it('of a registry keeps its policy', () => {
    const container = { image: 'acme/orders:v1', imagePullPolicy: 'Always' };
    const { documents } = pinImages([object('Pod', { containers: [container] })], [inRegistry]);
    expect(documents).toEqual([object('Pod', { containers: [{ ...container, image: inRegistry.reference }] })]);
  });
});

describe('pinImages refuses', () => {
  it('manifests without any image', async () => {
    const error = await rejection(Promise.resolve().then(() => pinImages([object('Service', {})], [inRegistry])));
    expect(error).toMatchObject({ code: 'IMAGE_NOT_USED', details: ['They name no image at all.'] });
  });

  it.each([
    ['a repository and a tag apart', { image: { repository: 'acme/orders', tag: 'v1' } }],
    ['a name and a tag apart', { image: { name: 'acme/orders', tag: 'v1' } }],
    ['blanks around a name', { image: ' acme/orders:v1' }],
    ['capital letters', { image: 'Acme/Orders:v1' }],
  ])('%s', async (_, spec) => {
    const documents = [object('Pod', containers('acme/orders')), object('Runner', spec)];
    const error = await rejection(Promise.resolve().then(() => pinImages(documents, [inRegistry])));
    expect(error.code).toBe('IMAGE_NOT_PINNED');
    expect(error.details.join()).toContain('Runner "orders": spec.image names');
  });
});

describe('pinImages for any documents', () => {
  const image = fc.constantFrom(
    'acme/orders',
    'acme/orders:v1',
    'r.io/acme/orders:x',
    'redis:8',
    'acme/other',
    '',
    '::',
  );
  const tree = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 5 },
      fc.record({ image }),
      image,
      fc.integer(),
      fc.constant(null),
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(
        fc.constantFrom('spec', 'image', 'containers', 'template', 'toString', '__proto__', 'x'),
        tie('node'),
      ),
    ),
  })).node;

  it('leaves no image of ours unpinned, changes no other one, and pins the same again to the same', () => {
    fc.assert(
      fc.property(fc.array(tree), (specs) => {
        const before = [object('Pod', containers('acme/orders:v1')), ...specs.map((spec) => object('Thing', spec))];
        const frozen = structuredClone(before);
        const { documents } = pinImages(before, [inRegistry]);
        expect(before).toEqual(frozen);
        const pairs = before
          .flatMap(imagesOf)
          .map(({ value }, index) => [value, documents.flatMap(imagesOf)[index]?.value]);
        for (const [from, to] of pairs) {
          expect(to).toBe(/^(?:r\.io\/)?acme\/orders(?::|$)/.test(String(from)) ? inRegistry.reference : from);
        }
        expect(pinImages(documents, [inRegistry]).documents).toEqual(documents);
      }),
    );
  });
});
