package app

import (
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"
)

func TestConfig(t *testing.T) {
	env := map[string]string{"PORT": "1", "LOG_LEVEL": "debug", "DRAIN_DELAY": "5s"}
	got, rest, err := loadConfig([]string{"-port=2", "version"}, func(name string) string { return env[name] }, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	want := config{
		port: 2, adminPort: 9090, greeting: "\"Hi\", 100% of C:\\new | `you`: ü 漢 🚀 <%= name %> ${HOME} {{ .x }}\n\ttwo lines", logLevel: slog.LevelDebug, logFormat: "json",
		drainDelay: 5 * time.Second, shutdownTimeout: 20 * time.Second,
	}
	if got != want || len(rest) != 1 || rest[0] != "version" {
		t.Errorf("got %+v %q, want %+v", got, rest, want)
	}
}

func TestConfigNamesEveryBadSetting(t *testing.T) {
	env := map[string]string{
		"PORT": "65536", "ADMIN_PORT": "x", "LOG_LEVEL": "loud", "LOG_FORMAT": "xml",
		"PPROF": "perhaps", "DRAIN_DELAY": "-1s", "SHUTDOWN_TIMEOUT": "20",
	}
	_, _, err := loadConfig(nil, func(name string) string { return env[name] }, io.Discard)
	if err == nil {
		t.Fatal("want an error")
	}
	for name, value := range env {
		if want := name + `="` + value + `"`; !strings.Contains(err.Error(), want) {
			t.Errorf("got %q, want %s in it", err, want)
		}
	}
}
