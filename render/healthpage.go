package render

import (
	"context"
	"strings"

	"planet"
)

// messageLanguage is that of messages and findings, which are kept as the
// fetcher wrote them.
const messageLanguage = "en"

// healthPage tells in public how each feed fares (HEALTH-1): the failing ones
// first, then what is odd, then all.
func (w *world) healthPage(context.Context, *pageView) (any, error) {
	d := healthData{LastRun: w.health.LastRun}
	fine, noted, noAlt := 0, 0, 0 // feeds, and of all of them pictures
	told := map[string]bool{}     // of slugs: pictures are counted by slug
	for i := range w.health.Feeds {
		f := &w.health.Feeds[i]
		v := w.feedHealth(f)
		d.Feeds = append(d.Feeds, v)
		if !told[f.Slug] {
			told[f.Slug] = true
			noAlt += f.NoAlt
		}
		switch {
		case f.Code != planet.CodeOK:
			d.Failing = append(d.Failing, v)
		case len(f.Findings) > 0:
			noted++
			d.Warned = append(d.Warned, v)
		default:
			fine++
		}
	}
	for _, fact := range []factView{{w.words.t("state.fine"), fine}, {w.words.t("state.warned"), noted}, {w.words.t("state.failing"), len(d.Failing)}, {w.words.t("health.noalt"), noAlt}} {
		if fact.N > 0 {
			d.Facts = append(d.Facts, fact)
		}
	}
	return d, nil
}

func (w *world) feedHealth(f *FeedHealth) feedHealthView {
	advice := w.words.advice(f.Code)
	v := feedHealthView{
		Member: w.bySlug[f.Slug], State: f.State, Message: period(f.Message), Means: advice.Means, Todo: advice.Todo,
		Since: f.Since, Next: f.Next, LastNew: f.LastNew, LastOK: f.LastOK, Tries: f.Tries, Entries: f.Entries, NoAlt: f.NoAlt,
		Format: f.Format, Size: w.words.size(f.Bytes), Code: f.Code, Address: f.Address, FeedName: f.Title,
	}
	v.Lang, v.Dir = w.speech(messageLanguage)
	for _, found := range f.Findings {
		v.Findings = append(v.Findings, found.Message)
	}
	return v
}

// period ends a sentence that was written to be part of a line.
func period(s string) string {
	if s == "" || strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}
