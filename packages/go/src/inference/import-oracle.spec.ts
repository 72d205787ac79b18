import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readGoHeader } from '@slipway/kit';
import { makeWorkspace } from '../testing/make-workspace.ts';

/** Prints what Go's own parser finds in every file below a folder that it can parse. */
const oracle = `package main

import (
	"encoding/json"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

func main() {
	found := map[string][]string{}
	_ = filepath.WalkDir(os.Args[1], func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return nil
		}
		imports := []string{}
		for _, spec := range file.Imports {
			value, _ := strconv.Unquote(spec.Path.Value)
			imports = append(imports, value)
		}
		found[path] = imports
		return nil
	})
	_ = json.NewEncoder(os.Stdout).Encode(found)
}
`;

function goRoot(): string | undefined {
  try {
    return execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

const root = goRoot();

describe.skipIf(root === undefined)('readGoHeader, held against the parser of Go', () => {
  it("finds the same imports in every file of Go's own source", { timeout: 120_000 }, async () => {
    const folder = await makeWorkspace(onTestFinished, { 'go.mod': 'module oracle.test\n', 'main.go': oracle });
    const json = execFileSync('go', ['run', '.', join(root ?? '', 'src')], {
      cwd: folder,
      env: { ...process.env, GOWORK: 'off' },
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
    });
    const found = Object.entries(JSON.parse(json) as Record<string, readonly string[]>);
    // The type checker's own tests hold one path that is not even UTF-8.
    const expected = found.filter(([, imports]) => !imports.some((path) => path.includes('\uFFFD')));
    expect(expected.length).toBeGreaterThan(5000);
    const different = expected.filter(
      ([file, imports]) => JSON.stringify(readGoHeader(readFileSync(file, 'utf8')).imports) !== JSON.stringify(imports),
    );
    expect(different.map(([file]) => file)).toEqual([]);
  });
});
