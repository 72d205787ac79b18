// Package moneyformat greets.
package moneyformat

// Hello returns the greeting of name, of Docker when name is empty.
func Hello(name string) string {
	if name == "" {
		name = "Docker"
	}
	return "Hello, " + name + "!"
}
