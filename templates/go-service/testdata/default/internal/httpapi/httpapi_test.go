package httpapi

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestRoutes(t *testing.T) {
	for _, test := range []struct {
		method, path string
		status       int
		body         string
	}{
		{http.MethodGet, "/", http.StatusOK, "hello\n"},
		{http.MethodPost, "/", http.StatusMethodNotAllowed, "Method Not Allowed\n"},
		{http.MethodGet, "/nowhere", http.StatusNotFound, "404 page not found\n"},
	} {
		t.Run(test.method+" "+test.path, func(t *testing.T) {
			answer := httptest.NewRecorder()
			New(slog.New(slog.DiscardHandler), "hello").
				ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), test.method, test.path, http.NoBody))
			if answer.Code != test.status || answer.Body.String() != test.body {
				t.Errorf("got %d %q, want %d %q", answer.Code, answer.Body, test.status, test.body)
			}
		})
	}
}

func TestSurround(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /items/{id}", func(w http.ResponseWriter, r *http.Request) { _, _ = io.Copy(w, r.Body) })
	mux.HandleFunc("POST /empty", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("POST /panic", func(http.ResponseWriter, *http.Request) { panic("on purpose") })
	mux.HandleFunc("POST /abort", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	mux.HandleFunc("POST /flush", func(w http.ResponseWriter, _ *http.Request) {
		if err := http.NewResponseController(w).Flush(); err != nil {
			panic(err)
		}
	})

	for _, test := range []struct {
		path, id, body string
		want           map[string]any // in the log line
	}{
		{"/items/1", "a", "four", map[string]any{"request_id": "a", "route": "POST /items/{id}", "status": 200.0, "bytes": 4.0}},
		{"/items/2", "", strings.Repeat("x", 2*maxBody), map[string]any{"bytes": float64(maxBody)}},
		{"/empty", "b", "", map[string]any{"request_id": "b", "status": 200.0}},
		{"/flush", "c", "", map[string]any{"request_id": "c", "status": 200.0}},
		{"/panic", "d", "", map[string]any{"request_id": "d", "status": 500.0, "level": "ERROR", "panic": "on purpose"}},
		{"/abort", "e", "", map[string]any{"request_id": "e", "level": "ERROR"}},
		{"/nowhere", strings.Repeat("x", 65), "", map[string]any{"route": "", "status": 404.0}},
	} {
		t.Run(test.path, func(t *testing.T) {
			request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, test.path, strings.NewReader(test.body))
			request.Header.Set("X-Request-Id", test.id)
			answer := httptest.NewRecorder()
			var line strings.Builder
			func() {
				defer func() {
					if aborted := recover() != nil; aborted != (test.path == "/abort") {
						t.Errorf("aborted: got %t", aborted)
					}
				}()
				surround(slog.New(slog.NewJSONHandler(&line, nil)), mux).ServeHTTP(answer, request)
			}()

			var got map[string]any
			if err := json.Unmarshal([]byte(line.String()), &got); err != nil {
				t.Fatalf("%v: %q", err, line.String())
			}
			for key, want := range test.want {
				if got[key] != want {
					t.Errorf("%s: got %v, want %v", key, got[key], want)
				}
			}
			if id := answer.Header().Get("X-Request-Id"); id != got["request_id"] || id == "" || len(id) > 64 {
				t.Errorf("request id: got %q in the answer, %q in the log", id, got["request_id"])
			}
		})
	}
}
