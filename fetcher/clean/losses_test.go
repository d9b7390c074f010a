package clean

import "testing"

func TestLossesOf(t *testing.T) {
	tests := []struct {
		name, raw string
		want      Losses
	}{
		{"nothing", `<p>a <img src="https://ann.example/a.png"></p>`, Losses{}},
		{"frames, films and sounds", `<iframe src=x></iframe><VIDEO></VIDEO><audio/>`, Losses{Embedded: 3}},
		{"what stands in a frame is no tag of its own", `<iframe><video></video></iframe>`, Losses{Embedded: 1}},
		{"pictures over http", `<img alt=a src=" HTTP://ann.example/a.png"><img src='http://ann.example/b.png'/>`, Losses{HTTPImages: 2}},
		{"not what is completed, nor what only looks like a tag", `<img src="/a.png"> &lt;img src="http://a.example/"&gt; <!-- <img src="http://b.example/"> -->`, Losses{}},
		{"the first of two addresses counts, as in browsers", `<img src="https://a.example/" src="http://a.example/">`, Losses{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := LossesOf(tt.raw); got != tt.want {
				t.Errorf("LossesOf(%q) = %+v, want %+v", tt.raw, got, tt.want)
			}
		})
	}
}

func FuzzLossesOf(f *testing.F) {
	f.Add(`<iframe><img src="http://a.example/">`)
	f.Fuzz(func(t *testing.T, raw string) {
		if l := LossesOf(raw); l.Embedded < 0 || l.Embedded+l.HTTPImages > len(raw) {
			t.Errorf("LossesOf(%q) = %+v, more than there can be", raw, l)
		}
	})
}
