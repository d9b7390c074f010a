package render

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"slices"
)

// maxFeedBytes is how large a merged feed may get, writtenFeed as Atom (ATOM-18).
const maxFeedBytes = 512 << 10

// fitFeed returns d, made small enough for those who fetch it all day
// (ATOM-18): of a feed over maxFeedBytes, first the items go that are here
// only for their day, then the largest texts become excerpts. d keeps its
// items as they are.
func fitFeed(d feedDoc) (feedDoc, error) {
	size, err := atomSize(d)
	if err != nil || size <= maxFeedBytes {
		return d, err
	}
	d.Items = slices.DeleteFunc(slices.Clone(d.Items), func(it feedItem) bool { return it.Recent })
	if size, err = atomSize(d); err != nil {
		return d, err
	}
	for _, i := range largestItemsFirst(d.Items) {
		if size <= maxFeedBytes {
			break
		}
		whole, err := atomEntrySize(d, d.Items[i])
		if err != nil {
			return d, err
		}
		d.Items[i].Cut = true
		cut, err := atomEntrySize(d, d.Items[i])
		if err != nil {
			return d, err
		}
		size -= whole - cut
	}
	d.Updated = newestUpdate(d.Items, d.Updated)
	return d, nil
}

// largestItemsFirst returns the indices of items, those with most text first.
func largestItemsFirst(items []feedItem) []int {
	order := make([]int, len(items))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(len(items[b].shown().markup()), len(items[a].shown().markup()))
	})
	return order
}

func atomSize(d feedDoc) (feedBytes, error) {
	var n feedBytes
	err := writeAtom(&n, d)
	return n, err
}

func atomEntrySize(d feedDoc, it feedItem) (feedBytes, error) {
	var n feedBytes
	if err := xml.NewEncoder(&n).Encode(newAtomEntry(d, it)); err != nil {
		return 0, fmt.Errorf("measure entry %s: %w", it.AtomID, err)
	}
	return n, nil
}

// A feedBytes is a writer that only counts.
type feedBytes int64

func (n *feedBytes) Write(p []byte) (int, error) {
	*n += feedBytes(len(p))
	return len(p), nil
}
