package money_test

import (
	"testing"

	"example.com/acme/money"
)

func TestHello(t *testing.T) {
	for name, want := range map[string]string{
		"":       "Hello, Docker!",
		"Gopher": "Hello, Gopher!",
	} {
		if got := money.Hello(name); got != want {
			t.Errorf("Hello(%q): got %q, want %q", name, got, want)
		}
	}
}
