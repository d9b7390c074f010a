package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"planet"
)

func avatars(t *testing.T, r *Reader) map[string]Avatar {
	t.Helper()
	all, err := r.Avatars(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func saveAvatar(t *testing.T, db *DB, a Avatar) {
	t.Helper()
	if err := db.SaveAvatar(t.Context(), a); err != nil {
		t.Fatal(err)
	}
}

// IMG-4: what is remembered comes back, first written and then written over.
func TestAvatarComesBackAsItWasStored(t *testing.T) {
	db := open(t)
	if got := avatars(t, db.Reader); len(got) != 0 {
		t.Errorf("a new database has avatars: %v", got)
	}
	bob := Avatar{Slug: "bob", Tried: "https://bob.example/b.png", Code: planet.CodeNotFound, Message: "nothing there", Failures: 1, NextCheck: noon}
	for _, ann := range []Avatar{
		{Slug: "ann", URL: "https://ann.example/a.png", PNG: []byte("\x89PNG\x00\xff"), FetchedAt: noon, Tried: "https://ann.example/a.png"},
		{
			Slug: "ann", URL: "https://ann.example/a.png", PNG: []byte("\x89PNG\x00\xff"), FetchedAt: noon,
			Tried: "https://ann.example/b.png", Code: planet.CodeTooBig, Message: "too big", Failures: 2, NextCheck: noon.Add(24 * time.Hour),
		},
	} {
		saveAvatar(t, db, ann)
		saveAvatar(t, db, bob)
		want := map[string]Avatar{"ann": ann, "bob": bob}
		if diff := cmp.Diff(want, avatars(t, db.Reader)); diff != "" {
			t.Errorf("an avatar changed in the store (-stored +read):\n%s", diff)
		}
		tried, err := db.AvatarsTried(t.Context())
		picture := ann.PNG
		ann.PNG = nil
		want["ann"] = ann
		if err != nil || !cmp.Equal(tried, want) {
			t.Errorf("AvatarsTried: %v %s", err, cmp.Diff(want, tried))
		}
		if png, err := db.AvatarOf(t.Context(), "ann"); err != nil || string(png) != string(picture) {
			t.Errorf("AvatarOf ann: %q, %v", png, err)
		}
		if png, err := db.AvatarOf(t.Context(), "nobody"); err != nil || png != nil {
			t.Errorf("AvatarOf nobody: %q, %v", png, err)
		}
	}
}

// DB-9: NUL ends strings elsewhere; a picture may hold it.
func TestAvatarTextIsMadeFit(t *testing.T) {
	db := open(t)
	saveAvatar(t, db, Avatar{Slug: "ann", PNG: []byte{0, 0xff}, Message: "a\x00b\xff"})
	if got := avatars(t, db.Reader)["ann"]; got.Message != "ab\uFFFD" || string(got.PNG) != "\x00\xff" {
		t.Errorf("message %q, picture %q", got.Message, got.PNG)
	}
}

// GET-17: what a host answers to a request for a picture holds for its feeds.
func TestWaitWithoutAVisit(t *testing.T) {
	db := open(t)
	later := noon.Add(2 * time.Hour)
	for _, w := range []Wait{{"a.example", later}, {"a.example", noon.Add(time.Hour)}, {}} {
		if err := db.SaveWait(t.Context(), w, noon); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := db.Waits(t.Context()); err != nil || len(got) != 1 || !got["a.example"].Equal(later) {
		t.Errorf("Waits = %v, %v; want the later of the two", got, err)
	}
}

// LEAVE-2: of who was removed no picture is left.
func TestAvatarIsDropped(t *testing.T) {
	db := open(t)
	saveAvatar(t, db, Avatar{Slug: "ann", URL: "u", PNG: []byte{1}})
	saveAvatar(t, db, Avatar{Slug: "bob", URL: "u", PNG: []byte{2}})
	for range 2 { // what isn't there can be dropped, too
		if err := db.DropAvatar(t.Context(), "ann"); err != nil {
			t.Fatal(err)
		}
	}
	if got := avatars(t, db.Reader); len(got) != 1 || got["bob"].URL != "u" {
		t.Errorf("after ann was dropped there are %v; want bob's alone", got)
	}
}
