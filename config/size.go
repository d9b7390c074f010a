package config

import (
	"strconv"
)

// units are the sizes that may follow a number of bytes.
var units = map[string]int64{
	"": 1, "B": 1,
	"kB": 1e3, "KB": 1e3, "MB": 1e6, "GB": 1e9,
	"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30,
}

var sizeForm = onUse(`^([0-9]{1,12}(?:\.[0-9]{1,3})?) ?([kKMG]i?B|B)?$`)

// size is a number of bytes, such as 5MiB.
func size(into *int64, least, most int64) shape {
	return spelled[int64]{scalar[int64]{
		into, "a size from " + sizeText(least) + " to " + sizeText(most) + ", such as 5MiB or 500kB",
		func(s string) (int64, bool) {
			v, ok := parseSize(s)
			return v, ok && v >= least && v <= most
		},
		func() *schema {
			return &schema{AnyOf: []*schema{{Type: "string", Pattern: sizeForm().String(), Wanted: "write a size such as 5MiB or 500kB"}, {Type: "integer"}}, Default: given(sizeText(*into))}
		},
	}, sizeText}
}

func parseSize(s string) (int64, bool) {
	m := sizeForm().FindStringSubmatch(s)
	if m == nil || units[m[2]] == 0 {
		return 0, false
	}
	n, err := strconv.ParseFloat(m[1], 64)
	return int64(n * float64(units[m[2]])), err == nil
}

// sizeText writes a size with the largest unit that divides it.
func sizeText(n int64) string {
	for _, unit := range []string{"GiB", "MiB", "KiB"} {
		if n >= units[unit] && n%units[unit] == 0 {
			return strconv.FormatInt(n/units[unit], 10) + unit
		}
	}
	return strconv.FormatInt(n, 10) + "B"
}
