package moneyformat_test

import (
	"testing"

	moneyformat "example.com/acme/libs/money-format"
)

func TestHello(t *testing.T) {
	for name, want := range map[string]string{
		"":       "Hello, Docker!",
		"Gopher": "Hello, Gopher!",
	} {
		if got := moneyformat.Hello(name); got != want {
			t.Errorf("Hello(%q): got %q, want %q", name, got, want)
		}
	}
}
