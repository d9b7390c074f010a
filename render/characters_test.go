package render

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// A text is handed on whole, and its first bad character is told with its line,
// however it comes in pieces (ATOM-1).
func TestCharacterReader(t *testing.T) {
	tests := []struct{ name, text, bad string }{
		{"plain", "a\nb", ""},
		{"characters of many bytes", strings.Repeat("ä€😀\n", 200), ""},
		{"a control character", "a\nb\x01c", "line 2 holds U+0001, which neither HTML nor XML allows"},
		{"a byte that is no text", strings.Repeat("é\n", 100) + "\xff", "line 101 holds a byte, 0xff, that is no UTF-8"},
		{"a character that is cut off", "€\n\xe2\x82", "line 2 holds a byte, 0xe2, that is no UTF-8"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := checkCharacters([]byte(tt.text)); got != tt.bad {
				t.Errorf("checkCharacters = %q, want %q", got, tt.bad)
			}
			for name, r := range map[string]io.Reader{
				"whole": strings.NewReader(tt.text), "byte by byte": iotest.OneByteReader(strings.NewReader(tt.text)), "end with the last piece": iotest.DataErrReader(strings.NewReader(tt.text)),
			} {
				b, err := io.ReadAll(&characterReader{r: r})
				if tt.bad == "" && (err != nil || string(b) != tt.text) {
					t.Errorf("%s: %q, %v; want it as it is", name, b, err)
				}
				if bad := (badCharacter{}); tt.bad != "" {
					r := &characterReader{r: strings.NewReader(tt.text)}
					_, _ = io.ReadAll(r)
					if n, err := r.Read(make([]byte, 8)); n > 0 || !errors.As(err, &bad) {
						t.Errorf("%s: goes on with %d bytes, %v, after its error", name, n, err)
					}
				}
				if bad := (badCharacter{}); tt.bad != "" && (!errors.As(err, &bad) || bad.Error() != tt.bad) {
					t.Errorf("%s: %v, want %s", name, err, tt.bad)
				}
			}
		})
	}
}
