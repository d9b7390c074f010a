package render

import (
	"testing"

	"planet"
	"planet/store"
)

// OWN-1, OWN-2, OWN-3: a mark, with its word, on the member's page and in the
// directory, for programs in members.json and health.json; what was found for
// another address of the page here shows nothing, and nobody needs one.
func TestMarks(t *testing.T) {
	const bobs = "https://planet.example/members/bob/"
	tests := []struct {
		name    string
		consent string
		proof   store.Proof
		want    planet.Consent
		word    string
	}{
		{"nobody knows", "", store.Proof{}, planet.ConsentListed, "listed"},
		{"the list says so", "agreed", store.Proof{}, planet.ConsentAgreed, "agreed"},
		{"looked at, and nothing found", "", store.Proof{Target: bobs}, planet.ConsentListed, "listed"},
		{"what the list says stays without a link", "agreed", store.Proof{Target: bobs}, planet.ConsentAgreed, "agreed"},
		{"a link", "agreed", store.Proof{Target: bobs, Level: planet.ConsentLinked}, planet.ConsentLinked, "links back"},
		{"a proof", "", store.Proof{Target: bobs, Level: planet.ConsentVerified}, planet.ConsentVerified, "verified"},
		{"a proof for where the planet was before", "", store.Proof{Target: "https://old.example/members/bob/", Level: planet.ConsentVerified}, planet.ConsentListed, "listed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := newTestPlanet(t)
			p.site.Members[1].Consent = tt.consent
			tt.proof.Slug = "bob"
			if err := p.db.SaveProof(t.Context(), tt.proof); err != nil {
				t.Fatal(err)
			}
			p.render(t)
			has(t, "members/bob", p.file(t, "members/bob/index.html"), "</svg>"+tt.word+"</span>")
			has(t, "members", p.file(t, "members/index.html"), "</svg>"+tt.word+"</span>")
			has(t, "members.json", p.file(t, "members.json"), `"mark": "`+string(tt.want)+`"`)
			has(t, "health.json", p.file(t, "health.json"), `"consent": "`+string(tt.want)+`"`)
		})
	}
}
