package discover

import (
	"net/url"
	"strings"
)

// headerLinks reads Link headers as RFC 8288 writes them:
//
//	<https://ann.example/feed>; rel="alternate"; type="application/rss+xml"
//
// What is not written so is passed over.
func headerLinks(base *url.URL, headers []string) []link {
	var all []link
	for _, h := range headers {
		for h != "" && len(all) < maxLinks {
			var target string
			var params map[string]string
			target, params, h = nextLink(h)
			if l, ok := declared(base, params["rel"], params["type"], target, params["title"]); ok {
				all = append(all, l)
			}
		}
	}
	return all
}

// nextLink takes one link off a header.
func nextLink(h string) (target string, params map[string]string, rest string) {
	_, h, ok := strings.Cut(h, "<")
	if !ok {
		return "", nil, ""
	}
	target, h, ok = strings.Cut(h, ">")
	if !ok {
		return "", nil, ""
	}
	params = map[string]string{}
	for {
		h = strings.TrimLeft(h, " \t")
		if !strings.HasPrefix(h, ";") {
			return target, params, h
		}
		var name, value string
		name, value, h = nextParam(h[1:])
		if _, twice := params[name]; !twice {
			params[name] = value
		}
	}
}

// nextParam takes one name=value off a link, where the value may be quoted.
func nextParam(h string) (name, value, rest string) {
	end := strings.IndexAny(h, "=;,")
	if end < 0 {
		return strings.ToLower(strings.TrimSpace(h)), "", ""
	}
	name, rest = strings.ToLower(strings.TrimSpace(h[:end])), h[end:]
	if rest[0] != '=' {
		return name, "", rest
	}
	rest = strings.TrimLeft(rest[1:], " \t")
	if strings.HasPrefix(rest, `"`) {
		value, rest = quoted(rest[1:])
		return name, value, rest
	}
	end = strings.IndexAny(rest, ";,")
	if end < 0 {
		end = len(rest)
	}
	return name, strings.TrimSpace(rest[:end]), rest[end:]
}

// quoted reads up to the closing quote; a backslash hides what follows it.
func quoted(h string) (value, rest string) {
	var b strings.Builder
	for i := 0; i < len(h); i++ {
		switch {
		case h[i] == '\\' && i+1 < len(h):
			i++
			b.WriteByte(h[i])
		case h[i] == '"':
			return b.String(), h[i+1:]
		default:
			b.WriteByte(h[i])
		}
	}
	return b.String(), ""
}
