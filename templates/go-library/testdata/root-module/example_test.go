package moneyformat_test

import (
	"fmt"

	moneyformat "example.com/acme/libs/money-format"
)

func ExampleHello() {
	fmt.Println(moneyformat.Hello("Gopher"))
	// Output: Hello, Gopher!
}
