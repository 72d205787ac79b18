/** The patterns of a project's .dockerignore, for a context in which the project lies deeper. `folder` is `.` or `services/orders`. */
export function renderDockerignore(text: string, folder: string): string {
  if (folder === '.') return text;
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const moved = lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, not = '', pattern = ''] = /^(!?)\s*\/?(.*)$/.exec(line) ?? [];
      return `${not}${folder}/${pattern}`;
    });
  return moved.map((line) => `${line}\n`).join('');
}
