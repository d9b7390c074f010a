//go:build outside

package main

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"net/url"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// A tab is one of a Chromium that can't reach beyond this machine. It notes what pages ask for and say. Pictures of hosts elsewhere are answered
// by a large one, so that they take the room that strangers' pictures take.
type tab struct {
	ctx context.Context

	mu       sync.Mutex
	port     string   // of the server whose page is shown
	requests []string // addresses of all but pictures
	pictures []string
	said     []string // the console, errors of scripts, violations of the policy
}

// newBrowser starts a browser, which ends with the test.
func newBrowser(t *testing.T) context.Context {
	t.Helper()
	opts := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1"))
	if os.Geteuid() == 0 {
		opts = append(opts, chromedp.NoSandbox)
	}
	if path := os.Getenv("CHROMIUM"); path != "" {
		opts = append(opts, chromedp.ExecPath(path))
	}
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), opts...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("no browser: %v; make install brings one", err)
	}
	return ctx
}

// newTab opens a tab, which closes with the test.
func newTab(t *testing.T, browser context.Context) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	b := &tab{ctx: ctx}
	if err := chromedp.Listen(ctx, b.note); err != nil {
		t.Fatal(err)
	}
	// Each tab is as one that somebody works in, whatever others do.
	set(t, b, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	b.answerPictures(t)
	return b
}

// note keeps an event; it must return at once.
func (b *tab) note(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if e.Type == network.ResourceTypeImage {
			b.pictures = append(b.pictures, e.Request.URL)
		} else {
			b.requests = append(b.requests, e.Request.URL)
		}
	case *runtime.EventExceptionThrown:
		b.said = append(b.said, e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		b.said = append(b.said, "console: "+string(e.Type))
	case *log.EventEntryAdded:
		b.said = append(b.said, e.Entry.Text+" "+e.Entry.URL)
	}
}

// forget empties the notes and returns them.
func (b *tab) forget() (requests, pictures, said []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	requests, pictures, said = b.requests, b.pictures, b.said
	b.requests, b.pictures, b.said = nil, nil, nil
	return requests, pictures, said
}

// answerPictures lets pictures of the page's own server through and answers for
// all others.
func (b *tab) answerPictures(t *testing.T) {
	t.Helper()
	picture := largePicture(t)
	paused := chromedp.Events(b.ctx, fetch.RequestPaused)
	set(t, b, fetch.Enable, fetch.EnableParams{Patterns: []*fetch.RequestPattern{{URLPattern: "*", ResourceType: network.ResourceTypeImage}}})
	go func() {
		for e, err := range paused {
			if err != nil {
				return // the test is over
			}
			if b.served(e.Request.URL) {
				_, err = chromedp.Call(b.ctx, fetch.ContinueRequest, fetch.ContinueRequestParams{RequestID: e.RequestID})
			} else {
				_, err = chromedp.Call(b.ctx, fetch.FulfillRequest, fetch.FulfillRequestParams{
					RequestID: e.RequestID, ResponseCode: 200, Body: picture,
					ResponseHeaders: []*fetch.HeaderEntry{{Name: "Content-Type", Value: "image/png"}},
				})
			}
			_ = err // a page that is left needs no answer
		}
	}()
}

// served reports whether a picture is one of the server that shows the page, as
// those of the demo's blogs are.
func (b *tab) served(address string) bool {
	u, err := url.Parse(address)
	b.mu.Lock()
	defer b.mu.Unlock()
	return err == nil && (u.Scheme == "data" || u.Port() == b.port)
}

// largePicture is one of 2,400 px (SITE-1).
func largePicture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewPaletted(image.Rect(0, 0, 2400, 1350), color.Palette{color.Gray{Y: 128}})); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// patience is for a browser on a machine that has much else to do. One that
// takes longer hangs.
const patience = 2 * time.Minute

// got runs an action of the browser and gives its result; an action that fails
// ends the test.
func got[T any](t *testing.T, b *tab, action chromedp.Action[T]) T {
	t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, action)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// do takes steps, one after the other.
func (b *tab) do(t *testing.T, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	got(t, b, chromedp.Steps(steps...))
}

// set runs a command of the browser that has no result.
func set[P any](t *testing.T, b *tab, command cdp.Command[P, cdp.Empty], params P) {
	t.Helper()
	b.do(t, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, command, params)
		return err
	}))
}

// resize sets the width of the window, px of CSS.
func (b *tab) resize(t *testing.T, width int64) {
	t.Helper()
	set(t, b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: 900, DeviceScaleFactor: 1})
}

// open shows a page at a width, in px of CSS, whole: texts that wait to be
// scrolled to are laid out (CSS-3), folded ones unfolded, all pictures there.
func (b *tab) open(t *testing.T, address string, width int64) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	b.mu.Lock()
	b.port = u.Port()
	b.mu.Unlock()
	b.resize(t, width)
	b.do(t, chromedp.Navigate(address), script(whole))
}

const whole = `(() => {
	const sheet = new CSSStyleSheet();
	sheet.replaceSync("article { content-visibility: visible !important } html { scroll-behavior: auto !important }");
	document.adoptedStyleSheets = [sheet];
	document.querySelectorAll("details").forEach(d => d.open = true);
	return Promise.all([...document.images].map(i => { i.loading = "eager"; return i.decode().catch(() => {}) }));
})()`

// script runs a script in the page and waits for its promise.
func script(expression string) chromedp.Action[chromedp.Void] {
	return chromedp.Evaluate[chromedp.Void](expression, chromedp.EvalAwaitPromise)
}

// evaluate runs a script in the page and gives what it returns.
func evaluate[T any](t *testing.T, b *tab, expression string) T {
	t.Helper()
	return got(t, b, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// prefer sets the medium ("" or "print") and features of a reader's system, by
// name and value.
func (b *tab) prefer(t *testing.T, medium string, features ...string) {
	t.Helper()
	params := emulation.SetEmulatedMediaParams{Media: medium}
	for i := 0; i+1 < len(features); i += 2 {
		params.Features = append(params.Features, &emulation.MediaFeature{Name: features[i], Value: features[i+1]})
	}
	set(t, b, emulation.SetEmulatedMedia, params)
}

// allowScripts lets pages run scripts, as most readers' browsers do.
func (b *tab) allowScripts(t *testing.T, allow bool) {
	t.Helper()
	set(t, b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !allow})
}

// setLetters sets the size of letters that a reader chose in the browser, px.
func (b *tab) setLetters(t *testing.T, size int64) {
	t.Helper()
	set(t, b, page.SetFontSizes, page.SetFontSizesParams{FontSizes: &page.FontSizes{Standard: size, Fixed: size}})
}
