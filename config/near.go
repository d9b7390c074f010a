package config

import "strings"

// meant are keys as other programs call them, and what ours is called.
var meant = map[string]string{
	"url": "site", "link": "site", "homepage": "site", "title": "name", "author": "name", "description": "about",
	"bio": "about", "face": "avatar", "icon": "avatar", "image": "avatar", "rss": "feed", "atom": "feed", "xml_url": "feed",
	"feed_url": "feed", "feeds": "feed", "lang": "language", "locale": "language", "tags": "categories", "topics": "categories",
	"filter": "only", "exclude": "skip", "email": "contact", "tz": "timezone", "hidden": "disabled", "license": "licence",
	"members": "feeds", "site": "planet", "items": "entries", "output_dir": "output",
}

// nearest gives the one of names that was most likely meant by a mistyped
// one, or "".
func nearest(typed string, names []string) string {
	typed = strings.ReplaceAll(strings.ToLower(typed), "-", "_")
	best, least := "", 1+max(1, len(typed)/3)
	for _, name := range names {
		if d := distance(typed, name); d < least {
			best, least = name, d
		}
	}
	for _, name := range names {
		if best == "" && name == meant[typed] {
			return name
		}
	}
	return best
}

// distance is how many letters must be added, dropped, changed or swapped
// with their neighbour to make b of a. Long texts are not compared.
func distance(a, b string) int {
	const far = 1000
	if len(a) > 40 || len(b) > 40 {
		return far
	}
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+differ(a[i-1], b[j-1]))
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}

func differ(a, b byte) int {
	if a == b {
		return 0
	}
	return 1
}
