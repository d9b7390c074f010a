package fetcher

import (
	"fmt"
	"hash/fnv"
	"testing"
)

// owner gives which of n machines asks a host: the one for which the hash of
// both is largest, so that a further machine takes hosts over and moves none
// between the others (docs/scale.md).
func owner(host string, n int) int {
	best, machine := uint64(0), 0
	for k := range n {
		h := fnv.New64a()
		fmt.Fprintf(h, "%d %s", k, host)
		if sum := mix(h.Sum64()); k == 0 || sum > best {
			best, machine = sum, k
		}
	}
	return machine
}

// mix spreads a hash whose upper bits hang on little of its input.
func mix(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// remainder is the plain way to split.
func remainder(host string, n int) int {
	h := fnv.New64a()
	fmt.Fprint(h, host)
	return int(mix(h.Sum64()) % uint64(n))
}

// docs/scale.md: a list of 36,000 feeds, a tenth of them on ten large hosts,
// split among machines by host. Each host is asked by one machine (GET-15),
// nothing is left out or asked twice, and the parts are alike.
func TestSplitByHost(t *testing.T) {
	const feeds = 36_000
	var list []string
	for n := range feeds {
		if n%10 == 0 {
			list = append(list, fmt.Sprintf("https://large%d.example/blog%d/feed", n/10%10, n))
		} else {
			list = append(list, fmt.Sprintf("https://blog%d.example/feed", n))
		}
	}
	for name, split := range map[string]func(string, int) int{"largest hash": owner, "remainder": remainder} {
		for _, machines := range []int{1, 2, 3, 5, 8} {
			asks := map[string]int{}
			parts := make([]int, machines)
			hosts := make([]map[string]bool, machines)
			union := 0
			for _, address := range list {
				h := host(address)
				k := split(h, machines)
				if before, seen := asks[h]; seen && before != k {
					t.Fatalf("%s: %s is asked by machines %d and %d", name, h, before, k)
				}
				if asks[h] = k; hosts[k] == nil {
					hosts[k] = map[string]bool{}
				}
				hosts[k][h] = true
				parts[k]++
			}
			for k := range machines {
				union += parts[k]
				if got, fair := len(hosts[k]), len(asks)/machines; got < fair*95/100 || got > fair*105/100 {
					t.Errorf("%s, %d machines: number %d has %d hosts of %d", name, machines, k, got, len(asks))
				}
			}
			if union != feeds {
				t.Errorf("%s, %d machines ask %d feeds of %d", name, machines, union, feeds)
			}
		}
	}
	moved, plain := 0, 0
	for _, address := range list {
		h := host(address)
		if was, is := owner(h, 4), owner(h, 5); was != is {
			moved++
			if is != 4 {
				t.Fatalf("%s moved from machine %d to %d, which was there before", h, was, is)
			}
		}
		plain += count(remainder(h, 4) != remainder(h, 5))
	}
	if moved > feeds*25/100 || plain < feeds*70/100 {
		t.Errorf("a fifth machine moved %d feeds, by remainder %d, of %d", moved, plain, feeds)
	}
	t.Logf("a fifth machine moves %d of %d feeds, by remainder %d", moved, feeds, plain)
}
