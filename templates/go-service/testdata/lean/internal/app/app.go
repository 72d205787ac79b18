// Package app starts and stops the service: settings, logger, listeners, probes, orderly shutdown.
package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/acme/shop/services/orders-api/internal/httpapi"
)

// Run does what the arguments say: without one it serves until ctx ends,
// "healthcheck" asks a running instance whether it is ready, "version" prints the version.
func Run(ctx context.Context, version string, args []string, getenv func(string) string, stdout io.Writer) error {
	cfg, args, err := loadConfig(args, getenv, stdout)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return nil
	case err != nil:
		return err
	case len(args) == 0:
	case args[0] == "healthcheck":
		return healthcheck(ctx, cfg.adminPort)
	case args[0] == "version":
		_, err := fmt.Fprintln(stdout, version)
		return err
	default:
		return fmt.Errorf("unknown command %q: want none, healthcheck or version", args[0])
	}

	log := newLogger(stdout, cfg).With("version", version)
	// Listen before anything reports ready: a taken port is an error, not a log line.
	public, errPublic := listen(ctx, "PORT", cfg.port)
	admin, errAdmin := listen(ctx, "ADMIN_PORT", cfg.adminPort)
	if err := errors.Join(errPublic, errAdmin); err != nil {
		return err // the process ends and takes an open listener with it
	}
	return serve(ctx, cfg, log, httpapi.New(log, cfg.greeting), public, admin)
}

func newLogger(w io.Writer, cfg config) *slog.Logger {
	options := &slog.HandlerOptions{Level: cfg.logLevel}
	if cfg.logFormat == "text" {
		return slog.New(slog.NewTextHandler(w, options))
	}
	return slog.New(slog.NewJSONHandler(w, options))
}

func listen(ctx context.Context, variable string, port uint) (net.Listener, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", fmt.Sprintf(":%d", port))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", variable, err)
	}
	return l, nil
}

// serve answers on both listeners until ctx ends, then drains: not ready, wait, finish open requests, probes last.
func serve(ctx context.Context, cfg config, log *slog.Logger, api http.Handler, publicLn, adminLn net.Listener) error {
	var ready atomic.Bool
	errorLog := slog.NewLogLogger(log.Handler(), slog.LevelWarn)
	public := &http.Server{
		Handler:           closeWhenDraining(&ready, api),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      20 * time.Second, // not above SHUTDOWN_TIMEOUT: an answer in time survives a rollout
		IdleTimeout:       2 * time.Minute,  // longer than a load balancer's, so that the balancer closes first
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          errorLog,
	}
	admin := &http.Server{
		Handler:           adminHandler(&ready, cfg.pprof),
		ReadHeaderTimeout: 5 * time.Second,
		ErrorLog:          errorLog,
	}

	failed := make(chan error, 2)
	go func() { failed <- public.Serve(publicLn) }()
	go func() { failed <- admin.Serve(adminLn) }()
	ready.Store(true)
	log.Info("serving", "addr", publicLn.Addr().String(), "admin_addr", adminLn.Addr().String())

	select {
	case err := <-failed:
		return errors.Join(err, public.Close(), admin.Close())
	case <-ctx.Done():
	}

	log.Info("draining", "cause", context.Cause(ctx).Error(), "delay", cfg.drainDelay.String())
	ready.Store(false)
	time.Sleep(cfg.drainDelay)

	deadline, cancel := context.WithTimeout(context.WithoutCancel(ctx), cfg.shutdownTimeout)
	defer cancel()
	err := public.Shutdown(deadline)
	if err != nil { // Close ends the connections, and with them the contexts of their requests
		err = errors.Join(fmt.Errorf("requests still open after %s: %w", cfg.shutdownTimeout, err), public.Close())
	}
	log.Info("stopped")
	return errors.Join(err, admin.Close())
}

// closeWhenDraining asks clients to reconnect, so that none keeps a connection that Shutdown is about to close.
func closeWhenDraining(ready *atomic.Bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !ready.Load() {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
}
