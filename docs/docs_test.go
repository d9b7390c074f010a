package docs_test

import (
	"testing"

	"planet/docs"
)

// The page is written by hand; each section has its three parts.
func TestMessages(t *testing.T) {
	codes := docs.Codes()
	if len(codes) == 0 {
		t.Fatal("the page has no section")
	}
	seen := map[string]bool{}
	for _, code := range codes {
		m, found := docs.MessageOf(code)
		switch {
		case seen[code]:
			t.Errorf("%s has two sections", code)
		case !found || m.Level == "" || m.Means == "" || m.Todo == "":
			t.Errorf("MessageOf(%q) = %+v, %t; want a level, what it means, and what to do", code, m, found)
		}
		seen[code] = true
	}
	for _, code := range []string{"", "none", "What planet says", "no-host\n**Blocks.**"} {
		if m, found := docs.MessageOf(code); found {
			t.Errorf("MessageOf(%q) = %+v, want none", code, m)
		}
	}
}
