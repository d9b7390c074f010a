package fetcher

import (
	"cmp"
	"slices"
	"time"

	"planet"
	"planet/store"
)

// Limits of knowing again by what may repeat (ID-4).
const sameText = 48 * time.Hour // dates of one text lie no further apart

// A pass is one way of knowing items again; passes go from certain to likely.
type pass struct {
	key  func(*item) *store.Key
	fits func(*item, *store.Known) bool
}

var (
	byID    = pass{func(it *item) *store.Key { return it.id }, always}
	byURL   = pass{func(it *item) *store.Key { return it.url }, always}
	byText  = pass{(*item).textKey, closeInTime}
	byTitle = pass{(*item).titleKey, sameDay}
)

// recognise finds the known entry of each item (ID-4). A pass takes only
// items and entries that are not taken yet, so that a post which still stands
// in the document can't be merged with a namesake.
//
// Where ids are unreliable, addresses go first (ID-3).
func (in *reading) recognise() {
	byKey, taken := in.byKey(), make([]bool, len(in.known))
	order := []pass{byID, byURL, byText, byTitle}
	if in.unreliable() {
		order = []pass{byURL, byID, byText, byTitle}
	}
	for _, p := range order {
		in.run(p, byKey, taken)
	}
}

func (in *reading) byKey() map[store.Key][]int {
	all := map[store.Key][]int{}
	for i := range in.known {
		for _, k := range in.known[i].Keys {
			all[k] = append(all[k], i)
		}
	}
	return all
}

// run makes one pass. Items come in an order of their own, so that a shuffled
// document gives the same result.
func (in *reading) run(p pass, byKey map[store.Key][]int, taken []bool) {
	if len(in.known) == 0 {
		return
	}
	for _, i := range in.inOrder() {
		it := &in.items[i]
		if it.match >= 0 || it.gone {
			continue
		}
		key := p.key(it)
		if key == nil {
			continue
		}
		for _, n := range byKey[*key] {
			if !taken[n] && p.fits(it, &in.known[n]) {
				it.match, taken[n] = n, true
				break
			}
		}
	}
}

// inOrder gives the indexes of the items in an order of their own.
func (in *reading) inOrder() []int {
	if in.order != nil {
		return in.order
	}
	in.order = make([]int, len(in.items))
	for i := range in.order {
		in.order[i] = i
	}
	slices.SortStableFunc(in.order, func(a, b int) int {
		x, y := &in.items[a], &in.items[b]
		return cmp.Or(cmp.Compare(x.GUID, y.GUID), cmp.Compare(x.link, y.link), x.Published.Compare(y.Published), cmp.Compare(x.heading, y.heading), cmp.Compare(x.Text(), y.Text()))
	})
	for rank, i := range in.order {
		in.items[i].rank = rank
	}
	return in.order
}

func always(*item, *store.Known) bool { return true }

func closeInTime(it *item, k *store.Known) bool {
	if it.date.IsZero() || k.Published.IsZero() {
		return true
	}
	return it.date.Sub(k.Published).Abs() <= sameText
}

func sameDay(it *item, k *store.Known) bool {
	if it.date.IsZero() || k.Published.IsZero() {
		return false
	}
	return it.date.UTC().Truncate(day).Equal(k.Published.UTC().Truncate(day))
}

// manySame is how many new items may not share a published minute: a rebuilt
// site dates everything "now" (ID-6).
const manySame = 5

// distrustDates takes dates that many new items share for missing, and looks
// once more whether their texts are known.
func (in *reading) distrustDates() {
	minutes := map[time.Time]int{}
	for i := range in.items {
		if it := &in.items[i]; it.match < 0 && !it.gone && !it.date.IsZero() {
			minutes[it.date.Truncate(time.Minute)]++
		}
	}
	distrusted := 0
	for i := range in.items {
		it := &in.items[i]
		if it.match < 0 && minutes[it.date.Truncate(time.Minute)] >= manySame {
			it.date = time.Time{}
			distrusted++
		}
	}
	if distrusted == 0 {
		return
	}
	in.note(planet.CodeSameDates, "%d posts share one date, as after a rebuild; we ignore these dates", distrusted)
	in.recogniseAgain()
}

func (in *reading) recogniseAgain() {
	taken := make([]bool, len(in.known))
	for i := range in.items {
		if m := in.items[i].match; m >= 0 {
			taken[m] = true
		}
	}
	in.run(byText, in.byKey(), taken)
}
