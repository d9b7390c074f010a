package render

import "testing"

// ATOM-1, SAFE-16.
func TestLegalXML(t *testing.T) {
	tests := []struct{ name, raw, want string }{
		{"keeps tab, line ends and all scripts", "a\tb\r\nc äé世\U0001F30D\ufffd", "a\tb\r\nc äé世\U0001F30D\ufffd"},
		{"keeps what only looks escapedByte", "&amp;lt; ]]>", "&amp;lt; ]]>"},
		{"drops control characters", "a\x00\x01\v\x1fb", "ab"},
		{"drops what is no character", "a\ufffe\uffffb", "ab"},
		{"drops bytes that are no UTF-8", "a\xff\xc3b", "ab"},
		{"drops halves of surrogate pairs", "a\xed\xa0\x80b", "ab"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := legalXML(tt.raw); got != tt.want {
				t.Errorf("legalXML(%q) = %q, want %q", tt.raw, got, tt.want)
			}
		})
	}
}
