package config_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"planet/config"
)

// slips are what gets into a list by accident, or on purpose.
var slips = []string{
	"\n", " ", "  ", "\t", "- ", ": ", ":", "\"", "'", "[", "]", "{", "}", ",", "#", "&a ", "*a", "!", "|\n", ">\n", "?", "%", "@", "`",
	"---\n", "...\n", "<<: ", "~", "null", "\\", "\r", "\x00", "\u202e", "é", "\xff", "0", "-1", "1e9", "true", "https://ann.example/",
	"planet:", "feeds:", "groups:", "\ufeff", "\u0085", "\u2028",
}

// A slip of the hand, anywhere in a good list, is answered like any mistake: the
// promise of FuzzLoad, for lists that are nearly right.
func TestSlipsOfTheHand(t *testing.T) {
	var lists []string
	for _, file := range []string{"testdata/full/feeds.yaml", "../feeds.yaml"} {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lists = append(lists, string(src))
	}
	r := rand.New(rand.NewPCG(1, 2))
	path := filepath.Join(t.TempDir(), "feeds.yaml")
	for range 1_500 {
		list := slipped(r, lists[r.IntN(len(lists))])
		if err := os.WriteFile(path, []byte(list), 0o600); err != nil {
			t.Fatal(err)
		}
		site, found, err := loader.Check(path)
		if err != nil {
			t.Fatal(err)
		}
		blocked := false
		for _, p := range found {
			checkProblem(t, p)
			blocked = blocked || p.Level == config.Blocks
		}
		if !blocked {
			checkSite(t, site)
		}
		if t.Failed() {
			t.Fatalf("of the list %q", list)
		}
	}
}

// slipped is a list, or a few lines of it as items, with up to four slips.
func slipped(r *rand.Rand, list string) string {
	if r.IntN(2) == 0 {
		lines := strings.SplitAfter(list, "\n")
		from := r.IntN(len(lines))
		to := min(len(lines), from+1+r.IntN(12))
		list = planetExample + "feeds:\n" + strings.Join(lines[from:to], "")
	}
	for range 1 + r.IntN(4) {
		at := r.IntN(len(list) + 1)
		slip := slips[r.IntN(len(slips))]
		switch r.IntN(4) {
		case 0: // something too much
			list = list[:at] + slip + list[at:]
		case 1: // something lost
			list = list[:at] + list[min(len(list), at+1+r.IntN(8)):]
		case 2: // something pasted elsewhere
			part := list[at:min(len(list), at+1+r.IntN(60))]
			to := r.IntN(len(list) + 1)
			list = list[:to] + part + list[to:]
		case 3: // a key that hangs
			list = list[:at] + strings.Repeat(slip, 1+r.IntN(300)) + list[at:]
		}
	}
	return list
}
