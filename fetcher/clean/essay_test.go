package clean

import "os"

// essay is a long and ordinary post.
var essay = readEssay()

func readEssay() string {
	raw, err := os.ReadFile("testdata/ent-10-long.html")
	if err != nil {
		panic(err) // it is one of our own files
	}
	return string(raw)
}
