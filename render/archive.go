package render

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// monthsDescending lists the months with entries, the latest first.
func (w *world) monthsDescending() []string {
	months := slices.Collect(maps.Keys(w.months))
	slices.SortFunc(months, func(a, b string) int { return strings.Compare(b, a) })
	return months
}

// monthTime gives the middle of a month: the same month in every zone.
func monthTime(month string) time.Time {
	const middle = 15
	t, err := time.Parse("2006/01", month)
	if err != nil {
		return time.Time{}
	}
	return t.AddDate(0, 0, middle-1).Add(12 * time.Hour)
}

// archiveJobs are the pages of months and years, their list, and all titles
// of a year (ARCH-1 to -3). No page ever moves to another address.
func (w *world) archiveJobs() []job {
	jobs := []job{
		{kind: "archive", page: pageView{Path: "archive/", Section: "archive", Title: w.words.t("archive.title")}, of: w.sumArchive, data: w.archive},
		{kind: "headlines", page: pageView{Path: "headlines/", Section: "archive", Title: w.words.t("headlines.title")}, of: w.sumHeadlines, data: w.headlines},
	}
	months := w.monthsDescending()
	for i, month := range months {
		page := pageView{
			Path: month + "/", Section: "archive", Feed: true, Up: month[:len("2006")] + "/",
			Title: w.words.t("month.title", "month", w.words.date("monthyear", monthTime(month))),
		}
		if i+1 < len(months) {
			page.Prev = months[i+1] + "/"
		}
		if i > 0 {
			page.Next = months[i-1] + "/"
		}
		of := func(s *sum) {
			w.sumEntries(s, w.months[month])
			s.flag(w.isOpen(month))
			w.sumMonth(s, strings.TrimSuffix(page.Prev, "/"))
			w.sumMonth(s, strings.TrimSuffix(page.Next, "/"))
		}
		jobs = append(jobs, job{kind: "month", page: page, of: of, data: func(context.Context, *pageView) (any, error) { return w.month(month, page), nil }})
	}
	for _, y := range w.years() {
		page := pageView{Path: strconv.Itoa(y.Year) + "/", Section: "archive", Up: "archive/", Title: w.words.t("year.title", "year", y.Year)}
		jobs = append(jobs, job{kind: "year", page: page, of: y.sum, data: func(context.Context, *pageView) (any, error) { return y, nil }})
	}
	return jobs
}

// sumMonth takes how a month is named where another page leads to it.
func (w *world) sumMonth(s *sum, month string) {
	s.text(month)
	s.number(len(w.months[month]))
}

// isOpen reports whether a month still goes on.
func (w *world) isOpen(month string) bool {
	return w.opts.Today.In(w.site.Location).Format("2006/01") == month
}

func (y *yearData) sum(s *sum) {
	s.number(y.Year, y.Count, len(y.Pager))
	for _, m := range y.Months {
		s.number(m.Count)
	}
	for _, p := range y.Pager {
		s.text(p.Path, p.Text)
	}
}

func (w *world) sumArchive(s *sum) {
	for _, y := range w.years() {
		y.sum(s)
	}
	for _, t := range w.topicsByName() {
		s.text(t.Slug, t.Name)
		s.number(t.Count)
	}
}

// month is the page of one month: days, then what has no date.
func (w *world) month(month string, page pageView) monthData {
	d := monthData{Time: monthTime(month), Open: w.isOpen(month)}
	people := map[*memberView]bool{}
	for _, v := range w.briefs(w.months[month]) {
		d.Count++
		people[v.Member] = true
		if !v.Dated {
			d.Undated = append(d.Undated, v)
			continue
		}
		day := w.day(&d.Days, v)
		day.Entries = append(day.Entries, v)
	}
	d.People = len(people)
	for _, way := range []struct{ rel, path, key string }{{"prev", page.Prev, "pager.older.month"}, {"next", page.Next, "pager.newer.month"}} {
		if way.path != "" {
			d.Pager = append(d.Pager, pagerView{way.rel, way.path, w.words.t(way.key), w.monthAndCount(strings.TrimSuffix(way.path, "/"))})
		}
	}
	d.Pager = append(d.Pager, pagerView{"", page.Up, w.words.t("pager.year"), strings.TrimSuffix(page.Up, "/")},
		pagerView{"", "headlines/", w.words.t("pager.all"), w.words.t("headlines.title")})
	return d
}

func (w *world) monthAndCount(month string) string {
	return w.words.t("month.count", "month", w.words.date("heading", monthTime(month)), "posts", w.words.tn("posts", len(w.months[month])))
}

// years counts entries by year and month, the latest year first, in each the
// first month first.
func (w *world) years() []yearData {
	var years []yearData
	for _, month := range w.monthsDescending() {
		at := monthTime(month)
		if n := len(years); n == 0 || years[n-1].Year != at.Year() {
			years = append(years, yearData{Year: at.Year(), Months: make([]countView, 12)})
		}
		y := &years[len(years)-1]
		n := len(w.months[month])
		y.Months[at.Month()-1] = countView{Time: at, Path: month + "/", Count: n}
		y.Count += n
	}
	for i := range years {
		y := &years[i]
		y.share(0)
		if i+1 < len(years) {
			y.Pager = append(y.Pager, pagerView{"prev", strconv.Itoa(years[i+1].Year) + "/", w.words.t("pager.older.month"), strconv.Itoa(years[i+1].Year)})
		}
		if i > 0 {
			y.Pager = append(y.Pager, pagerView{"next", strconv.Itoa(years[i-1].Year) + "/", w.words.t("pager.newer.month"), strconv.Itoa(years[i-1].Year)})
		}
		y.Pager = append(y.Pager, pagerView{"", "archive/", w.words.t("pager.bymonth"), w.words.t("archive.title")})
	}
	return years
}

// share gives each month its name, and its share of the fullest, which has at
// least so many.
func (y *yearData) share(most int) {
	most = max(most, y.most(), 1)
	for i := range y.Months {
		m := &y.Months[i]
		m.Time = time.Date(y.Year, time.Month(i+1), 15, 12, 0, 0, 0, time.UTC)
		m.Share = (100*m.Count + most - 1) / most
	}
}

func (y *yearData) most() int {
	return slices.MaxFunc(y.Months, func(a, b countView) int { return cmp.Compare(a.Count, b.Count) }).Count
}

// archive lists the years with their months.
func (w *world) archive(context.Context, *pageView) (any, error) {
	d := archiveData{Years: w.years(), Topics: w.topicsByName()}
	most := 0
	for i := range d.Years { // the latest first
		y := &d.Years[i]
		d.Count, d.First, most = d.Count+y.Count, y.Year, max(most, y.most())
	}
	for i := range d.Years {
		y := &d.Years[i]
		y.share(most)
		y.Pager = nil
		slices.Reverse(y.Months)
	}
	if d.Count > 0 {
		d.Pager = []pagerView{{"", "headlines/", w.words.t("pager.all"), w.words.t("headlines.title")}}
	}
	return d, nil
}

const headlineMonths = 12

// headlineMonths are the last twelve, as far as they have entries.
func (w *world) headlineMonths() []string {
	today := w.opts.Today.In(w.site.Location)
	first := today.AddDate(0, 1-headlineMonths, 1-today.Day()).Format("2006/01")
	return slices.DeleteFunc(w.monthsDescending(), func(month string) bool { return month < first })
}

func (w *world) sumHeadlines(s *sum) {
	for _, month := range w.headlineMonths() {
		w.sumEntries(s, w.months[month])
	}
}

// headlines lists all titles of twelve months on one page.
func (w *world) headlines(context.Context, *pageView) (any, error) {
	var d headlinesData
	for _, month := range w.headlineMonths() {
		m := headlinesMonth{ID: "m-" + strings.ReplaceAll(month, "/", "-"), Time: monthTime(month), Entries: w.briefs(w.months[month])}
		d.Count += len(m.Entries)
		d.Months = append(d.Months, m)
	}
	if d.Count > 0 {
		d.Pager = []pagerView{{"", "archive/", w.words.t("pager.bymonth"), w.words.t("archive.title")}}
	}
	return d, nil
}
