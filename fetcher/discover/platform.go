package discover

import (
	"net/url"
	"strings"
)

// platform gives the address that a feed has on a known platform, for pages
// there which don't declare it. theirs is true if the page lies on one: it is
// not probed then, even if no rule fits.
//
// A profile on a Mastodon server can't be told by its host, but by its path.
func (p *page) platform() (addresses []string, theirs bool) {
	host := strings.TrimPrefix(strings.ToLower(p.at.Hostname()), "www.")
	parts := segments(p.at)
	switch {
	case host == "youtube.com" || host == "m.youtube.com":
		return one(p.youTube()), true
	case host == "medium.com":
		return one(medium(parts)), true
	case strings.HasSuffix(host, ".medium.com"), strings.HasSuffix(host, ".substack.com"):
		return one("https://" + host + "/feed"), true
	case host == "github.com":
		return one(gitHub(parts)), true
	case isProfile(parts):
		return one(p.at.Scheme + "://" + p.at.Host + "/" + url.PathEscape(parts[0]) + ".rss"), true
	}
	return nil, false
}

func one(address string) []string {
	if address == "" {
		return nil
	}
	return []string{address}
}

// youTube makes the feed of a channel, a user or a list. A page under a
// channel's @name says its lasting address in rel=canonical.
func (p *page) youTube() string {
	for _, address := range []string{p.at.String(), p.canonical} {
		u, err := url.Parse(address)
		if err != nil {
			continue
		}
		parts := segments(u)
		key, value := "", ""
		switch {
		case len(parts) >= 2 && parts[0] == "channel":
			key, value = "channel_id", parts[1]
		case len(parts) >= 2 && parts[0] == "user":
			key, value = "user", parts[1]
		case len(parts) == 1 && parts[0] == "playlist":
			key, value = "playlist_id", u.Query().Get("list")
		}
		if value != "" {
			return "https://www.youtube.com/feeds/videos.xml?" + url.Values{key: {value}}.Encode()
		}
	}
	return ""
}

// medium makes the feed of a person, a publication or a tag.
func medium(parts []string) string {
	switch {
	case len(parts) >= 2 && parts[0] == "tag":
		return "https://medium.com/feed/tag/" + url.PathEscape(parts[1])
	case len(parts) >= 1 && parts[0] != "feed":
		return "https://medium.com/feed/" + url.PathEscape(parts[0])
	}
	return ""
}

// gitHub makes the feed of a repository's releases, or of what the page
// shows: its tags, or the commits of a branch.
func gitHub(parts []string) string {
	if len(parts) < 2 {
		return ""
	}
	repository := "https://github.com/" + url.PathEscape(parts[0]) + "/" + url.PathEscape(parts[1])
	switch {
	case len(parts) >= 3 && parts[2] == "tags":
		return repository + "/tags.atom"
	case len(parts) >= 4 && parts[2] == "commits":
		return repository + "/commits/" + (&url.URL{Path: strings.Join(parts[3:], "/")}).EscapedPath() + ".atom"
	case len(parts) >= 3 && parts[2] == "commits":
		return repository + "/commits.atom"
	}
	return repository + "/releases.atom"
}

// isProfile reports whether a path is that of somebody's profile on a server
// of the kind of Mastodon: "/@ann".
func isProfile(parts []string) bool {
	return len(parts) == 1 && len(parts[0]) > 1 && parts[0][0] == '@' && !strings.Contains(parts[0][1:], "@")
}
