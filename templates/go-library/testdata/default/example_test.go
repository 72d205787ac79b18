package money_test

import (
	"fmt"

	"example.com/acme/money"
)

func ExampleHello() {
	fmt.Println(money.Hello("Gopher"))
	// Output: Hello, Gopher!
}
