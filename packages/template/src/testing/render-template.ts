import { parseLock } from '../engine/record/parse-lock.ts';
import { lockFileName, type TemplateLock } from '../engine/record/lock.ts';
import { comparePaths } from '../engine/paths/check-path.ts';
import { fromTemplate } from '../nx/from-template.ts';
import { createWorkspace } from '../nx/testing/create-workspace.ts';

/** A file of a rendered project. */
export interface RenderedProjectFile {
  /** Relative to the project, with `/`. */
  readonly path: string;
  readonly bytes: Buffer;
  readonly isExecutable: boolean;
}

/** What a template makes of some answers. */
export interface RenderedProject {
  /** Sorted by path; without the record. */
  readonly files: readonly RenderedProjectFile[];
  readonly lock: TemplateLock;
  /** Files beside the project that hooks have written: path in the workspace → text. */
  readonly beside: Readonly<Record<string, string>>;
}

/** Where a project is rendered, beside its answers. */
export interface RenderPlace {
  /** Folder of the project in the workspace. Default: the answer `directory`, else `services/orders`. */
  readonly directory?: string;
  /** Files that are in the workspace before. It is called `acme` and holds a package.json and an nx.json. */
  readonly workspace?: Readonly<Record<string, string>>;
}

/** Runs a template's generator, hooks included, in a temporary workspace. What hooks do after the flush is not run. */
export async function renderTemplate(
  templateDirectory: string,
  answers: Readonly<Record<string, unknown>> = {},
  place: RenderPlace = {},
): Promise<RenderedProject> {
  const workspace = createWorkspace(place.workspace);
  try {
    const tree = await workspace.openTree();
    const directory = place.directory ?? answers['directory'] ?? 'services/orders';
    await fromTemplate(templateDirectory)(tree, { ...answers, directory });
    const changes = tree.listChanges().toSorted((a, b) => comparePaths(a.path, b.path));
    const lockPath = changes.map(({ path }) => path).find((path) => path.endsWith(`/${lockFileName}`)) ?? lockFileName;
    const root = lockPath.slice(0, -lockFileName.length);
    const project = changes.filter(({ path }) => path.startsWith(root) && path !== lockPath);
    return {
      files: project.map(({ path, content, options }) => ({
        path: path.slice(root.length),
        bytes: content ?? Buffer.alloc(0),
        isExecutable: (Number(options?.mode ?? 0) & 0o100) !== 0,
      })),
      lock: await parseLock(tree.read(lockPath, 'utf-8') ?? '', lockPath),
      beside: Object.fromEntries(
        changes
          .filter(({ path }) => !path.startsWith(root))
          .map(({ path, content }) => [path, content?.toString() ?? '']),
      ),
    };
  } finally {
    workspace.dispose();
  }
}
