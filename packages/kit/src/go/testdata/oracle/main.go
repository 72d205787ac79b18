// Command oracle says what Go's own parser reads at the top of Go files.
// It takes a JSON array of sources (base64) on standard input, and answers with one object for each.
package main

import (
	"encoding/json"
	"go/parser"
	"go/scanner"
	"go/token"
	"os"
	"strconv"
)

// Answer is what the parser read. Imports holds those before the first mistake.
type Answer struct {
	OK      bool     `json:"ok"`
	Package string   `json:"package"`
	Imports []string `json:"imports"`
}

func main() {
	var sources [][]byte
	if err := json.NewDecoder(os.Stdin).Decode(&sources); err != nil {
		panic(err)
	}
	answers := make([]Answer, 0, len(sources))
	for _, source := range sources {
		answers = append(answers, read(source))
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		panic(err)
	}
}

func read(source []byte) Answer {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "x.go", source, parser.ImportsOnly)
	answer := Answer{OK: err == nil, Imports: []string{}}
	if file == nil || file.Name == nil {
		return answer
	}
	end := len(source)
	if list, isList := err.(scanner.ErrorList); isList && len(list) > 0 {
		end = list[0].Pos.Offset
	}
	if files.Position(file.Name.End()).Offset <= end {
		answer.Package = file.Name.Name
	}
	for _, spec := range file.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err == nil && files.Position(spec.End()).Offset <= end {
			answer.Imports = append(answer.Imports, path)
		}
	}
	return answer
}
