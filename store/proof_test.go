package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"planet"
)

// OWN-2, LEAVE-4: what looking has shown comes back as it was stored, replaces
// what was there, and goes with its member.
func TestProofsComeBack(t *testing.T) {
	db := open(t)
	at := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	ann := Proof{
		Slug: "ann", Home: "https://ann.example/", Target: "https://planet.example/members/ann/", Level: planet.ConsentLinked,
		Pages: []ProofPage{
			{Kind: "home", URL: "https://ann.example/", About: "https://ann.example/about", Validator: planet.Validator{URL: "https://ann.example/", ETag: `W/"x"`}},
			{Kind: "about", URL: "https://ann.example/about", Level: planet.ConsentLinked},
		},
		LookedAt: at, NextLook: at.AddDate(0, 1, 0), Code: planet.CodeServerError, Message: "ann.example answered 503",
	}
	for _, p := range []Proof{{Slug: "ann", Home: "https://old.example/"}, {Slug: "bob"}, ann} {
		if err := db.SaveProof(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.SaveProofs(t.Context(), []Proof{{Slug: "carl"}, {Slug: "bob", Home: "https://bob.example/"}}); err != nil {
		t.Fatal(err)
	}
	got, err := db.Proofs(t.Context())
	if want := map[string]Proof{"ann": ann, "bob": {Slug: "bob", Home: "https://bob.example/"}, "carl": {Slug: "carl"}}; err != nil || !cmp.Equal(got, want) {
		t.Fatalf("Proofs: %v %s", err, cmp.Diff(want, got))
	}
	for _, slug := range []string{"bob", "carl"} {
		if err := db.DropProof(t.Context(), slug); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.ForgetSlug(t.Context(), "ann"); err != nil {
		t.Fatal(err)
	}
	if got, err := db.Proofs(t.Context()); err != nil || len(got) != 0 {
		t.Errorf("after all went: %v, %v", got, err)
	}
}
