// Command mod-oracle says what the parser inside the go command reads in go.mod and go.work files.
// It takes a JSON array of sources on standard input, and answers with one object for each.
// It is built beside a copy of that parser, which the Go distribution holds under src/cmd/vendor.
package main

import (
	"encoding/json"
	"os"

	"golang.org/x/mod/modfile"
)

// Source is one file; Name is go.mod or go.work.
type Source struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// Replace is one replacement.
type Replace struct {
	Old []string `json:"old"`
	New []string `json:"new"`
}

// Answer is what the parser read; with an Error it read nothing.
type Answer struct {
	Error     string     `json:"error"`
	Module    string     `json:"module"`
	Go        string     `json:"go"`
	Toolchain string     `json:"toolchain"`
	Require   [][]string `json:"require"`
	Replace   []Replace  `json:"replace"`
	Tools     []string   `json:"tools"`
	Ignore    []string   `json:"ignore"`
	Use       []string   `json:"use"`
	Godebug   []string   `json:"godebug"`
}

func main() {
	var sources []Source
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

func read(source Source) Answer {
	answer := Answer{Require: [][]string{}, Replace: []Replace{}, Tools: []string{}, Ignore: []string{}, Use: []string{}, Godebug: []string{}}
	if source.Name == "go.work" {
		answer.readWork(source)
	} else {
		answer.readMod(source)
	}
	return answer
}

func (answer *Answer) readMod(source Source) {
	file, err := modfile.Parse(source.Name, []byte(source.Text), nil)
	if err != nil {
		answer.Error = err.Error()
		return
	}
	if file.Module != nil {
		answer.Module = file.Module.Mod.Path
	}
	answer.readShared(file.Go, file.Toolchain, file.Replace, nil)
	for _, require := range file.Require {
		answer.Require = append(answer.Require, []string{require.Mod.Path, require.Mod.Version})
	}
	for _, tool := range file.Tool {
		answer.Tools = append(answer.Tools, tool.Path)
	}
	for _, ignore := range file.Ignore {
		answer.Ignore = append(answer.Ignore, ignore.Path)
	}
}

func (answer *Answer) readWork(source Source) {
	file, err := modfile.ParseWork(source.Name, []byte(source.Text), nil)
	if err != nil {
		answer.Error = err.Error()
		return
	}
	answer.readShared(file.Go, file.Toolchain, file.Replace, file.Godebug)
	for _, use := range file.Use {
		answer.Use = append(answer.Use, use.Path)
	}
}

func (answer *Answer) readShared(version *modfile.Go, toolchain *modfile.Toolchain, replaces []*modfile.Replace, godebugs []*modfile.Godebug) {
	if version != nil {
		answer.Go = version.Version
	}
	if toolchain != nil {
		answer.Toolchain = toolchain.Name
	}
	for _, replace := range replaces {
		answer.Replace = append(answer.Replace, Replace{
			Old: []string{replace.Old.Path, replace.Old.Version},
			New: []string{replace.New.Path, replace.New.Version},
		})
	}
	for _, godebug := range godebugs {
		answer.Godebug = append(answer.Godebug, godebug.Key+"="+godebug.Value)
	}
}
