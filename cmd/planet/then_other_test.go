//go:build !unix

package main

// then is for tests that kill processes as Unix does.
func then() { main() }
