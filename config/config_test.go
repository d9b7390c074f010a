package config_test

import (
	"os"
	"path/filepath"
	"testing"

	"planet/config"
	"planet/serve"
)

// planetExample is the section planet of a list that has nothing else wrong.
const planetExample = "planet: {title: Planet Example, url: https://planet.example/}\n"

// loader is that of the program, with two themes.
var loader = config.Loader{Schedule: serve.CheckSchedule, Themes: []string{"classic", "plain"}}

// mistakes is what Load says of a list, one mistake a line; "" if it takes it.
func mistakes(t *testing.T, files map[string]string) string {
	t.Helper()
	here(t, files)
	site, err := loader.Load("feeds.yaml")
	if err != nil {
		if site != nil {
			t.Errorf("Load gives a Site beside its error")
		}
		return err.Error()
	}
	return ""
}

// here goes to a new folder with files.
func here(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
