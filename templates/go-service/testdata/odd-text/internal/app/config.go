package app

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"math"
	"strings"
	"time"
)

type config struct {
	port, adminPort             uint
	greeting                    string
	logLevel                    slog.Level
	logFormat                   string
	pprof                       bool
	drainDelay, shutdownTimeout time.Duration
}

// loadConfig reads the settings and returns them with the arguments left over.
// Each setting is a flag, -drain-delay, and a variable, DRAIN_DELAY; the flag wins.
// The error names every bad setting at once.
func loadConfig(args []string, getenv func(string) string, usage io.Writer) (config, []string, error) {
	var c config
	fs := flag.NewFlagSet("on", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.UintVar(&c.port, "port", 8080, "port of the API")
	fs.UintVar(&c.adminPort, "admin-port", 9090, "port of the probes and of pprof")
	fs.StringVar(&c.greeting, "greeting", "\"Hi\", 100% of C:\\new | `you`: ü 漢 🚀 <%= name %> ${HOME} {{ .x }}\n\ttwo lines", "answer of GET /")
	fs.TextVar(&c.logLevel, "log-level", slog.LevelInfo, "debug, info, warn or error")
	fs.StringVar(&c.logFormat, "log-format", "json", "json or text")
	fs.BoolVar(&c.pprof, "pprof", false, "serve /debug/pprof/ on the admin port")
	fs.DurationVar(&c.drainDelay, "drain-delay", 0, "how long to keep serving after SIGTERM, until no load balancer sends requests")
	fs.DurationVar(&c.shutdownTimeout, "shutdown-timeout", 20*time.Second, "how long open requests may take after that")

	var errs []error
	fs.VisitAll(func(f *flag.Flag) {
		name := variable(f.Name)
		if value := getenv(name); value != "" {
			if err := f.Value.Set(value); err != nil {
				errs = append(errs, fmt.Errorf("%s=%q: %w", name, value, err))
			}
		}
	})
	if err := fs.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fs.SetOutput(usage)
			fs.PrintDefaults()
		}
		return c, nil, errors.Join(append(errs, err)...)
	}
	check := func(ok bool, flagName, want string) {
		if !ok {
			errs = append(errs, fmt.Errorf("%s=%q: want %s", variable(flagName), fs.Lookup(flagName).Value, want))
		}
	}
	check(c.port <= math.MaxUint16, "port", "a port number")
	check(c.adminPort <= math.MaxUint16, "admin-port", "a port number")
	check(c.logFormat == "json" || c.logFormat == "text", "log-format", "json or text")
	check(c.drainDelay >= 0, "drain-delay", "no negative duration")
	check(c.shutdownTimeout >= 0, "shutdown-timeout", "no negative duration")
	return c, fs.Args(), errors.Join(errs...)
}

func variable(flagName string) string {
	return strings.ToUpper(strings.ReplaceAll(flagName, "-", "_"))
}
