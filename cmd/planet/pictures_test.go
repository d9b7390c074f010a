//go:build outside

package main

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

var pictures = flag.String("pictures", "", "write pictures of the demo into this folder, for README")

// What README shows is made from the demo, by make pictures. Without a folder
// they are taken all the same, and looked at no further than that each is one.
func TestPictures(t *testing.T) {
	site, b := showDemo(t), newTab(t, newBrowser(t))
	paths := site.paths(t)
	entry := slices.IndexFunc(paths, regexp.MustCompile(`^\d{4}/\d\d/adaeze-what-an-expired`).MatchString)
	if entry < 0 {
		t.Fatal("the demo has no post about the expired badge")
	}
	for _, p := range []struct {
		name, path, scheme string
		width, height      int64
	}{
		{"front-light", "", "light", 1280, 900},
		{"entry-dark", paths[entry], "dark", 1280, 900},
		{"front-phone", "", "light", 360, 720},
	} {
		b.prefer(t, "", "prefers-color-scheme", p.scheme)
		b.open(t, site.address+p.path, p.width)
		set(t, b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: p.width, Height: p.height, DeviceScaleFactor: 1})
		b.do(t, script(`document.querySelectorAll("details").forEach(d => d.open = false)`)) // open unfolds them, for the other tests
		png := got(t, b, chromedp.CaptureScreenshot())
		if len(png) < 10_000 {
			t.Errorf("the picture %s has only %d bytes", p.name, len(png))
		}
		if *pictures != "" {
			if err := os.WriteFile(filepath.Join(*pictures, p.name+".png"), png, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}
