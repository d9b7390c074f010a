package fetcher

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	"planet"
	"planet/fetcher/clean"
	"planet/store"
)

// CLEAN-5: a fixed hole closes in the archive, too: what an older policy let
// through is cleaned again from its source at the next run, and counts as no
// edit. What this policy cleaned is left alone.
func TestOlderPolicyIsCleanedAgain(t *testing.T) {
	w := newWorld(t, "ann")
	w.publish("/ann", rss(p("a", 1)))
	w.update(0)
	e := w.entries()[0]
	e.Text = planet.Text{Body: planet.TrustHTML(`<p onclick="x()">a</p>`)} // as if a hole had been there
	old := store.Record{Entry: e, Hash: []byte{1}, Raw: store.Raw{Text: `<p onclick="x()">a<script>x()</script> b pla<b>n</b>et</p>`, Base: "https://ann.example/"}, Policy: clean.Version - 1}
	if err := w.db.Save(t.Context(), &store.Visit{Address: w.address("ann"), At: w.now, Records: []store.Record{old}}); err != nil {
		t.Fatal(err)
	}
	revision := w.entries()[0].Revision

	w.update(time.Minute) // no feed is due
	got := w.entries()
	if err := w.db.Fill(t.Context(), got); err != nil {
		t.Fatal(err)
	}
	if body := got[0].Text.Body.String(); strings.Contains(body, "onclick") || strings.Contains(body, "x()") || !strings.Contains(body, "b") {
		t.Errorf("the body is %s; want it cleaned from its source", body)
	}
	if found, _, err := w.db.Search(t.Context(), "planet", false); len(found) != 1 || err != nil {
		t.Errorf("its words are found %d times, %v; want the search made anew, too", len(found), err)
	}
	if got[0].Revision != revision {
		t.Errorf("revision %d, was %d; cleaning is no edit", got[0].Revision, revision)
	}
	if again, err := w.db.Outdated(t.Context(), clean.Version, 10); len(again) > 0 || err != nil {
		t.Errorf("%d entries would be cleaned once more, %v", len(again), err)
	}
}

// SAFE-8: one text that breaks the program neither stops the others nor the
// next run: it is shown by its title, and the log names it.
func TestTextThatBreaksTheProgram(t *testing.T) {
	w := newWorld(t, "ann")
	w.publish("/ann", rss(p("a", 1), p("b", 2)))
	w.update(0)
	var old []store.Record
	for _, e := range w.entries() {
		old = append(old, store.Record{Entry: e, Hash: []byte{1}, Raw: store.Raw{Text: "<p>" + e.Link + "</p>", Base: e.Link}, Policy: clean.Version - 1})
	}
	if err := w.db.Save(t.Context(), &store.Visit{Address: w.address("ann"), At: w.now, Records: old}); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	u := w.updater()
	u.Log = slog.New(slog.NewTextHandler(&log, nil))
	bad := old[0].Entry.AtomID
	err := u.cleanAgain(t.Context(), func(e *planet.Entry, raw store.Raw) planet.Text {
		if e.AtomID == bad {
			panic("hostile")
		}
		return u.clean(e, raw)
	})
	if err != nil {
		t.Fatal(err)
	}
	got := w.entries()
	if err := w.db.Fill(t.Context(), got); err != nil {
		t.Fatal(err)
	}
	for _, e := range got {
		if broke := e.AtomID == bad; e.Text.Uncleaned != broke || e.Text.Body.IsZero() != broke {
			t.Errorf("%s: uncleaned %t, body %q; want that of %s alone uncleaned", e.AtomID, e.Text.Uncleaned, e.Text.Body, bad)
		}
	}
	if again, err := w.db.Outdated(t.Context(), clean.Version, 10); len(again) > 0 || err != nil {
		t.Errorf("%d entries would be cleaned once more, %v", len(again), err)
	}
	if !strings.Contains(log.String(), bad) || !strings.Contains(log.String(), "hostile") {
		t.Errorf("the log does not name the text: %s", log.String())
	}
}
