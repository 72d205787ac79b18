import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { walkFiles, type FoundFile } from './walk-files.ts';

/** The files of a template that rendering can depend on; what else lies in the folder is not looked at. */
export interface TemplateContent {
  /** Everything handed out so far. */
  all(): readonly FoundFile[];
  /** A plain file by its path, or undefined when it is missing or reached through a link. */
  single(path: string): FoundFile | undefined;
  /** All files below a folder; their paths are relative to it. */
  below(folder: string): readonly FoundFile[];
}

/** Opens a template's folder. What is neither a folder nor a plain file is pushed to `problems` when it is come across. */
export function openContent(directory: string, problems: string[]): TemplateContent {
  const read = new Map<string, FoundFile>();
  const keep = (file: FoundFile): FoundFile => {
    read.set(file.path, file);
    return file;
  };
  return {
    all: () => [...read.values()],
    single: (path) => {
      const absolute = join(directory, path);
      // A link on the way makes the real path another one; a folder or a missing file is no file.
      const isPlain = existsSync(absolute) && realpathSync(absolute) === absolute && statSync(absolute).isFile();
      return isPlain ? keep({ path, bytes: readFileSync(absolute), executable: false }) : undefined;
    },
    below: (folder) => {
      const found: string[] = [];
      const files = walkFiles(join(directory, folder), found);
      problems.push(...found.map((problem) => `${folder}/${problem}`));
      for (const file of files) keep({ ...file, path: `${folder}/${file.path}` });
      return files;
    },
  };
}
