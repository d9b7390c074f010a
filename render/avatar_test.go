package render

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"planet"
	"planet/avatar"
	"planet/store"
)

// grey is a picture of one grey, as a PNG.
func grey(t *testing.T, shade byte) []byte {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, 120, 120))
	for i := range m.Pix {
		m.Pix[i] = shade
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// served is what becomes of a picture.
func served(t *testing.T, b []byte) []byte {
	t.Helper()
	made, err := avatar.Make(b)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// pictureStore is a store that holds pictures.
func pictureStore(t *testing.T, all ...store.Avatar) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "planet.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	for _, a := range all {
		if err := db.SaveAvatar(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

// pictureSite is a list in a folder of its own, with files beside it; around
// it lies a picture that is none of its business.
func pictureSite(t *testing.T, files map[string][]byte) *planet.Site {
	t.Helper()
	around := t.TempDir()
	files["../outside.png"] = grey(t, 9)
	dir := filepath.Join(around, "planet")
	for name, b := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return &planet.Site{File: filepath.Join(dir, "feeds.yaml"), Dir: dir}
}

// readPictures reads a site's pictures and what was warned of.
func readPictures(t *testing.T, r *store.Reader, site *planet.Site) (pictures map[string][]byte, warnings []string) {
	t.Helper()
	warn := func(format string, args ...any) { warnings = append(warnings, fmt.Sprintf(format, args...)) }
	pictures, err := readAvatars(t.Context(), r, site, warn)
	if err != nil {
		t.Fatal(err)
	}
	return pictures, warnings
}

// IMG-4: where a member's picture comes from, and who has none.
func TestReadAvatars(t *testing.T) {
	file, fetched := grey(t, 1), served(t, grey(t, 2))
	stored := store.Avatar{Slug: "ann", URL: "https://ann.example/a.png", PNG: fetched, Tried: "https://ann.example/a.png"}
	failing := stored
	failing.Tried, failing.Message = "https://ann.example/b.png", "is not there"
	never := store.Avatar{Slug: "ann", Tried: "https://ann.example/a.png", Message: "is not there"}
	tests := []struct {
		name   string
		avatar string
		status planet.Status
		stored []store.Avatar
		want   []byte
	}{
		{"a file beside the list", "avatars/ann.png", "", nil, served(t, file)},
		{"a file, though an address was there before", "avatars/ann.png", "", []store.Avatar{stored}, served(t, file)},
		{"a picture from an address", "https://ann.example/a.png", "", []store.Avatar{stored}, fetched},
		{"that of the older address as long as the new one fails", "https://ann.example/b.png", "", []store.Avatar{failing}, fetched},
		{"none as long as the address was not asked", "https://ann.example/a.png", "", nil, nil},
		{"none if it never answered", "https://ann.example/a.png", "", []store.Avatar{never}, nil},
		{"none if the list has none any more", "", "", []store.Avatar{stored}, nil},
		{"that of a member who left", "avatars/ann.png", planet.StatusLeft, nil, served(t, file)},
		{"none of one who was removed", "avatars/ann.png", planet.StatusRemoved, nil, nil},
		{"nor from an address", "https://ann.example/a.png", planet.StatusRemoved, []store.Avatar{stored}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			site := pictureSite(t, map[string][]byte{"avatars/ann.png": file})
			site.Members = []planet.Member{{Slug: "ann", Avatar: tt.avatar, Status: tt.status}}
			got, warnings := readPictures(t, pictureStore(t, tt.stored...).Reader, site)
			if !bytes.Equal(got["ann"], tt.want) || len(got) > 1 || len(warnings) > 0 {
				t.Errorf("a picture of %d bytes, want %d; warnings %q", len(got["ann"]), len(tt.want), warnings)
			}
		})
	}
}

// SAFE-19: a file that gives no picture is told of, with its member and what
// to do, and the others keep theirs.
func TestBadAvatarFiles(t *testing.T) {
	whole := grey(t, 1)
	site := pictureSite(t, map[string][]byte{
		"avatars/good.png":      whole,
		"avatars/large.png":     make([]byte, 139_001),
		"avatars/half.png":      whole[:len(whole)-20],
		"avatars/text.png":      []byte("<svg/>"),
		"avatars/folder/in.png": whole,
	})
	links := map[string]string{"avatars/out.png": "../../outside.png", "avatars/in.png": "good.png", "avatars/lost.png": "nowhere.png"}
	for name, target := range links {
		if err := os.Symlink(filepath.FromSlash(target), filepath.Join(site.Dir, filepath.FromSlash(name))); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct{ name, file, want string }{
		{"is read", "avatars/good.png", ""},
		{"is read through a link inside the folder", "avatars/in.png", ""},
		{"is missing", "avatars/none.png", "is missing; put the picture there"},
		{"is a link to nothing", "avatars/lost.png", "is missing; put the picture there"},
		{"is too large", "avatars/large.png", "is 140 kB; save it smaller, up to 100 kB"},
		{"is damaged", "avatars/half.png", "is a damaged png (png: invalid format: unexpected EOF); save the picture anew"},
		{"is no picture", "avatars/text.png", "is not a png, jpeg, webp or gif; save the picture as one"},
		{"is a folder", "avatars/folder", "is not a file; put the picture itself there"},
		{"is a link that leads out", "avatars/out.png", "leads out of the folder of feeds.yaml; put the picture itself into it"},
	}
	var want []string
	for i, tt := range tests {
		slug := fmt.Sprintf("m%d", i)
		site.Members = append(site.Members, planet.Member{Slug: slug, Avatar: tt.file})
		if tt.want != "" {
			want = append(want, slug+": "+tt.file+" "+tt.want+"; until then initials are shown")
		}
	}
	const outside = "../outside.png"
	site.Members = append(site.Members, planet.Member{Slug: "eve", Avatar: outside})
	want = append(want, "eve: "+outside+" leads out of the folder of feeds.yaml; put the picture itself into it; until then initials are shown")

	got, warnings := readPictures(t, pictureStore(t).Reader, site)
	if diff := cmp.Diff(want, warnings); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
	if len(got) != 2 || !bytes.Equal(got["m0"], served(t, whole)) || !bytes.Equal(got["m1"], got["m0"]) {
		t.Errorf("%d pictures, want those of m0 and m1", len(got))
	}
}

// The list may be named from the folder that it is in, as it mostly is.
func TestAvatarsBesideTheWorkingDirectory(t *testing.T) {
	site := pictureSite(t, map[string][]byte{"avatars/ann.png": grey(t, 1)})
	t.Chdir(site.Dir)
	site.File, site.Dir = "feeds.yaml", "."
	site.Members = []planet.Member{{Slug: "ann", Avatar: filepath.Join("avatars", "ann.png")}}
	got, warnings := readPictures(t, pictureStore(t).Reader, site)
	if len(got["ann"]) == 0 || len(warnings) > 0 {
		t.Errorf("%d bytes, warnings %q", len(got["ann"]), warnings)
	}
}

func TestReadAvatarsFails(t *testing.T) {
	db := pictureStore(t)
	site := pictureSite(t, map[string][]byte{"ann.png": grey(t, 1)})
	site.Members = []planet.Member{{Slug: "ann", Avatar: filepath.Join(site.Dir, "ann.png")}}
	silent := func(string, ...any) {}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := readAvatars(ctx, db.Reader, site, silent); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end of ctx: %v", err)
	}
	db.Close()
	if _, err := readAvatars(t.Context(), db.Reader, site, silent); err == nil {
		t.Error("a closed store: no error") // "broken" must not read as "no pictures"
	}
}

// IMG-4: health tells of a picture that can't be had, once a member and only
// as long as it holds.
func TestHealthTellsOfAvatars(t *testing.T) {
	const address = "https://ann.example/a.png"
	trouble := store.Avatar{Slug: "ann", Tried: address, Code: planet.CodeNotFound, Message: "The picture " + address + " is not there"}
	older := trouble
	older.URL, older.PNG = "https://ann.example/old.png", []byte{1}
	mended := store.Avatar{Slug: "ann", URL: address, PNG: []byte{1}, Tried: address}
	back := older
	back.Tried = "https://ann.example/other.png"
	tests := []struct {
		name   string
		avatar string
		stored []store.Avatar
		want   string
	}{
		{"one that is not there is named", address, []store.Avatar{trouble}, trouble.Message},
		{"also if an older one is shown", address, []store.Avatar{older}, trouble.Message},
		{"one that was had is not", address, []store.Avatar{mended}, ""},
		{"nor one that was not asked yet", address, nil, ""},
		{"nor one that the list has no more", "", []store.Avatar{trouble}, ""},
		{"nor the address after next", address, []store.Avatar{back}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			site := &planet.Site{Location: time.UTC, Members: []planet.Member{{
				Slug: "ann", Avatar: tt.avatar, Feeds: []planet.Feed{{Slug: "ann", URL: "https://ann.example/feed"}, {Slug: "ann", URL: "https://ann.example/notes"}},
			}}}
			h, err := ReadHealth(t.Context(), pictureStore(t, tt.stored...).Reader, site, "1", time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range h.Feeds {
				for _, finding := range f.Findings {
					got = append(got, string(finding.Code)+" "+finding.Message)
				}
			}
			want := strings.TrimSpace("avatar " + tt.want)
			if tt.want == "" {
				want = ""
			}
			if strings.Join(got, "\n") != want {
				t.Errorf("health tells %q, want %q", got, want)
			}
		})
	}
}
