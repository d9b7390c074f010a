package render

import "testing"

// RSS-6, SAFE-10: only whole addresses that every reader and validator takes.
func TestWebAddress(t *testing.T) {
	tests := []struct{ name, raw, want string }{
		{"keeps an address as it is", "https://a.example/x?y=1&z=%20#f", "https://a.example/x?y=1&z=%20#f"},
		{"escapes spaces and quotes", `http://a.example/a b"c`, "http://a.example/a%20b%22c"},
		{"escapes other scripts", "https://a.example/日", "https://a.example/%E6%97%A5"},
		{"escapes them in hosts, too", "https://müller.example/", "https://m%C3%BCller.example/"},
		{"escapes a lone percent sign", "https://a.example/100%", "https://a.example/100%25"},
		{"escapes control characters", "https://a.example/\v", "https://a.example/%0B"},
		{"refuses a relative one", "/x", ""},
		{"refuses one without scheme", "//a.example/x", ""},
		{"refuses one without host", "https:///x", ""},
		{"refuses other schemes", "javascript:x()", ""},
		{"refuses one with a password", "https://a:b@a.example/", ""},
		{"refuses nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := webAddress(tt.raw); got != tt.want {
				t.Errorf("webAddress(%q) = %q, want %q", tt.raw, got, tt.want)
			}
		})
	}
}

// ATOM-7: character for character, unless it would make the feed invalid.
func TestPublishedID(t *testing.T) {
	for _, id := range []string{
		"tag:a.example,2026:1", "http://a.example/?p=1&q=2#f", "urn:uuid:60A76C80-d399-51d9-b91c-0003939e0af6",
		"https://a.example/記/", "HTTP://A.example/%7e", "yt:video:x",
	} {
		if got := publishedID(id); got != id {
			t.Errorf("publishedID(%q) = %q, want it as it is", id, got)
		}
	}
	for _, id := range []string{"", "123", "/x", "a b", "https://a.example/a b", "https://a.example/<x>", "urn:uuid:1", "a:\v", "x:\xff", "https://a.example/?a[]=1"} {
		got := publishedID(id)
		if !uuidIRI.MatchString(got) || got != publishedID(id) {
			t.Errorf("publishedID(%q) = %q, want a urn:uuid:, always the same", id, got)
		}
	}
}

func TestFeedMediaType(t *testing.T) {
	for raw, want := range map[string]string{
		"audio/mpeg": "audio/mpeg", "Text/HTML; charset=UTF-8": "text/html; charset=UTF-8",
		"": "x/y", "mp3": "x/y", "audio/": "x/y", "a b/c": "x/y", "<b>/c": "x/y",
	} {
		if got := feedMediaType(raw, "x/y"); got != want {
			t.Errorf("feedMediaType(%q) = %q, want %q", raw, got, want)
		}
	}
}

func TestFeedLanguage(t *testing.T) {
	for raw, want := range map[string]string{"en": "en", "zh-Hans-CN": "zh-Hans-CN", "ast": "ast", "en_US": "", "English": "", "": "", "e": ""} {
		if got := feedLanguage(raw); got != want {
			t.Errorf("feedLanguage(%q) = %q, want %q", raw, got, want)
		}
	}
}
