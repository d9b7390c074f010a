package render

import (
	"strconv"
	"strings"
	"time"

	"planet"
	"planet/place"
	"planet/store"
)

const whyRows = 20 // of a member's entries (WHY-1)

// whys says of a member's latest entries where each is shown, or why not. It
// is the answer to "where is my post?", in public.
func (w *world) whys(m *memberView) []whyView {
	mine := w.mine[m]
	var rows []whyView
	for _, i := range mine[:min(len(mine), whyRows)] {
		rows = append(rows, w.why(m, i))
	}
	return rows
}

func (w *world) why(m *memberView, i int) whyView {
	p := &w.places[i]
	row := whyView{Entry: w.brief(i), Linked: p.Pages && w.site.EntryPages, State: "warned", Where: w.words.t("why.where.none")}
	month := &pagerView{Path: monthOf(p.Entry.Path) + "/", Text: w.words.t("why.month")}
	switch p.Why {
	case planet.ReasonShown:
		row.State, row.Where = "active", w.words.t("why.where.shown")
	case planet.ReasonWindow, planet.ReasonCap, planet.ReasonUncleaned:
		row.State, row.Where, row.Also = "quiet", w.words.t("why.where.month"), month
	case planet.ReasonBacklog, planet.ReasonLate, planet.ReasonFlood:
		row.State, row.Where, row.Also = "quiet", w.words.t("why.where.archive"), month
	case planet.ReasonFuture, planet.ReasonHeld:
		row.State, row.Where = "paused", w.words.t("why.where.waiting")
	case planet.ReasonDuplicate:
		if p.Of >= 0 && w.places[p.Of].Pages && w.site.EntryPages {
			row.Also = &pagerView{Path: w.places[p.Of].Entry.Path + "/", Text: w.brief(p.Of).Shown}
		}
	case planet.ReasonHidden: // that it happened is said, not what (WHY-4)
		row.Entry = w.hidden(row.Entry)
	}
	row.Sentence = w.sentence(m, i)
	return row
}

// hidden takes out of a view what an editor decided not to show.
func (w *world) hidden(v *entryView) *entryView {
	return &entryView{Shown: "–", Position: v.Position, Member: v.Member}
}

// sentence gives the reason of an entry in words (WHY-2).
func (w *world) sentence(m *memberView, i int) string {
	p := &w.places[i]
	key := "why." + string(p.Why)
	if p.Why == planet.ReasonShown {
		key = "why.reason.shown"
	}
	if p.Why == planet.ReasonCap {
		return w.words.tn(key, m.perDay)
	}
	if p.Why == planet.ReasonFlood {
		return w.words.tn(key, w.floods()[visitOf(&p.Entry)], "shown", w.words.number(planet.FloodShown))
	}
	if p.Why == planet.ReasonFiltered && p.Missed != nil {
		return w.missed(p.Missed)
	}
	name := m.Name
	if p.Why == planet.ReasonDuplicate && p.Of >= 0 {
		name = w.owner(p.Of).Name
	}
	return w.words.t(key, "name", name, "date", w.words.date("long", p.Entry.Published))
}

// A visit is one look at a feed: what it brought was first seen at one moment.
type visit struct {
	slug, feed string
	at         int64
}

func visitOf(e *planet.Head) visit { return visit{e.Feed, e.FeedURL, e.FirstSeen.Unix()} }

// countFloods counts the entries that came together, where these were too many
// to be shown like others.
func (w *world) countFloods() map[visit]int {
	floods := map[visit]int{}
	for i := range w.places {
		if e := &w.places[i].Entry; e.Reason == planet.ReasonFlood {
			floods[visitOf(e)] = 0
		}
	}
	if len(floods) == 0 {
		return nil
	}
	for i := range w.places {
		v := visitOf(&w.places[i].Entry)
		if n, is := floods[v]; is {
			floods[v] = n + 1
		}
	}
	return floods
}

// missed says which filter keeps an entry out, and by what of it (WHY-2).
func (w *world) missed(m *place.Missed) string {
	key, sign := "why.filtered", "no"
	if m.Site {
		key = "why.filtered.site"
	}
	if m.Skip {
		sign = "has"
	}
	var parts []string
	for _, part := range []struct {
		key  string
		list []string
	}{{"categories", m.By.Categories}, {"keywords", m.By.Keywords}, {"pattern", []string{m.By.Pattern}}, {"language", []string{m.By.Language}}} {
		switch {
		case strings.Join(part.list, "") == "":
			continue
		case part.key == "language":
			part.list = []string{w.words.language(m.By.Language)}
		}
		said := "why." + sign + "." + part.key
		parts = append(parts, w.words.t(said, "list", strings.Join(part.list, w.words.t("comma"))))
	}
	return w.words.t(key, "what", strings.Join(parts, "; "))
}

// whyCaption says how the last visit to a member's feed went (WHY-3). Only its
// day stands there: that a feed was read again must change no page (DET-2).
func (w *world) whyCaption(m *memberView) string {
	for _, f := range m.item.Feeds {
		a, asked := w.asked[[2]string{m.Slug, f.URL}]
		switch {
		case !asked || a.LastRequest.IsZero():
			continue
		case a.Code != planet.CodeOK:
			return w.words.t("why.caption.bad", "date", w.words.date("long", a.FailingSince), "message", w.trouble(&a))
		}
		return w.words.t("why.caption", "date", w.words.date("long", a.LastGood), "items", w.words.tn("why.items", a.Items))
	}
	return w.words.t("why.caption.never")
}

// trouble says in the language of the page what came of a visit: messages are
// English, so elsewhere the meaning of their code stands for them.
func (w *world) trouble(a *store.Address) string {
	lang, _ := w.speech(messageLanguage)
	if means := w.words.advice(a.Code).Means; lang != "" && means != "" {
		return means
	}
	return a.Message
}

func itoa(n int) string { return strconv.Itoa(n) }

func hexOf(r rune) string { return strconv.FormatInt(int64(r), 16) }

func yearOf(t time.Time) int {
	if t.IsZero() {
		return 0
	}
	return t.Year()
}
