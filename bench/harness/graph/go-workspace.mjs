import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createRandom } from './random.mjs';
import { renderGoFile } from './go-source.mjs';

const prefix = 'example.com/acme';
const libraryPackages = ['client', 'codec', 'model'];
const servicePackages = ['api', 'config', 'domain', 'store'];

/**
 * Plans a workspace with one library for ten services: every project a module of ten Go files with a project.json,
 * one go.work over all. The same seed gives the same bytes.
 * @returns the files by path, the edges as sorted `source → target`, and the number of projects
 */
export function planGoWorkspace({ services, seed = 1 }) {
  const random = createRandom(seed);
  const libraries = Math.max(2, Math.round(services / 10));
  const names = [
    ...Array.from({ length: libraries }, (_, index) => ({ name: `lib-${number(index)}`, root: 'libs' })),
    ...Array.from({ length: services }, (_, index) => ({ name: `service-${number(index)}`, root: groupOf(index) })),
  ];
  const projects = names.map(({ name, root }, index) => {
    const isLibrary = index < libraries;
    // A library uses older ones only, so that there is no cycle.
    const wanted = random.integer(isLibrary ? 3 : 5) + (isLibrary ? 0 : 1);
    const choice = isLibrary ? index : libraries;
    const uses = choice === 0 ? [] : Array.from({ length: wanted }, () => names[random.integer(choice)].name);
    return { name, isLibrary, root: `${root}/${name}`, uses: [...new Set(uses)].sort() };
  });
  const files = projects.flatMap((project) => projectFiles(project, random));
  const folders = projects.map(({ root }) => `\t./${root}\n`).sort();
  return {
    files: [['go.work', `go 1.25.0\n\nuse (\n${folders.join('')})\n`], ...files],
    edges: projects.flatMap(({ name, uses }) => uses.map((target) => `${name} → ${target}`)).sort(),
    projects: projects.length,
  };
}

/** Writes a planned workspace below a folder. */
export async function writeGoWorkspace(root, { files }) {
  const folders = new Set(files.map(([path]) => dirname(join(root, path))));
  for (const folder of folders) await mkdir(folder, { recursive: true });
  for (const [path, text] of files) await writeFile(join(root, path), text);
}

function projectFiles({ name, root, isLibrary, uses }, random) {
  const module = `${prefix}/${root}`;
  const packages = isLibrary ? libraryPackages : servicePackages.map((folder) => `internal/${folder}`);
  const shared = uses.map((library) => `${prefix}/libs/${library}/${libraryPackages[random.integer(3)]}`);
  const goFiles = packages.flatMap((folder, index) => {
    const own = index === 0 ? [] : [`${module}/${packages[index - 1]}`];
    // A library that is used is imported by several files, as it is in real services.
    const imports = isLibrary ? [...shared.slice(index % 2), ...own] : [...shared.slice(0, index + 2), ...own];
    const name = folder.split('/').at(-1);
    return fileNames(name, isLibrary).map((file) => [
      `${root}/${folder}/${file}`,
      renderGoFile({ packageName: name, name: file, imports: file.endsWith('_test.go') ? [] : imports }, random),
    ]);
  });
  const entry = isLibrary
    ? [`${root}/doc.go`, renderGoFile({ packageName: 'lib', name: 'doc.go', imports: [] }, random)]
    : [
        `${root}/cmd/${name}/main.go`,
        renderGoFile({ packageName: 'main', name: 'main.go', imports: [`${module}/internal/api`, ...shared] }, random),
      ];
  const required = uses.map((library) => `\t${prefix}/libs/${library} v0.0.0\n`).join('');
  const goMod = `module ${module}\n\ngo 1.25.0\n${required === '' ? '' : `\nrequire (\n${required})\n`}`;
  const projectJson = { name, projectType: isLibrary ? 'library' : 'application' };
  return [
    [`${root}/go.mod`, goMod],
    [`${root}/project.json`, `${JSON.stringify(projectJson, undefined, 2)}\n`],
    entry,
    ...goFiles,
  ];
}

/** Nine files beside the entry. */
function fileNames(name, isLibrary) {
  if (isLibrary) return [`${name}.go`, 'encode.go', `${name}_test.go`];
  return name === 'api' ? ['api.go', 'routes.go', 'api_test.go'] : [`${name}.go`, `${name}_test.go`];
}

/** Services lie in folders of teams, so that no folder holds thousands. */
function groupOf(index) {
  return `services/team-${number(Math.floor(index / 50))}`;
}

function number(index) {
  return String(index).padStart(4, '0');
}
