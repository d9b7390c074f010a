package parse

import (
	"fmt"
	"slices"

	"planet"
)

// note adds a finding, unless it is empty.
func (f *Feed) note(found planet.Finding) {
	if found.Code != "" {
		f.Findings = append(f.Findings, found)
	}
}

func (f *Feed) found(code planet.Code) bool {
	return slices.ContainsFunc(f.Findings, func(found planet.Finding) bool { return found.Code == code })
}

// malformed words the first thing that strict readers would stop at.
func malformed(line int, what string) planet.Finding {
	return planet.Finding{
		Code:    planet.CodeMalformed,
		Message: fmt.Sprintf("Line %d of the feed has %s. We read it anyway; strict readers will not.", line, what),
	}
}

// noteOddities adds what can be seen from the items.
func (f *Feed) noteOddities() {
	if len(f.Items) == 0 {
		f.note(planet.Finding{Code: planet.CodeEmpty, Message: "The feed is fine but holds no posts yet."})
		return
	}
	dates, ids := 0, 0
	for i := range f.Items {
		it := &f.Items[i]
		if !it.Published.IsZero() || !it.Updated.IsZero() {
			dates++
		}
		if it.GUID != "" {
			ids++
		}
	}
	if dates == 0 {
		f.note(planet.Finding{Code: planet.CodeNoDates, Message: "Your posts have no date. We place them where we first see them."})
	}
	if ids == 0 {
		f.note(planet.Finding{Code: planet.CodeNoIDs, Message: "Posts have no ids. We use their addresses."})
	}
}

// noteCut tells that some items were left out (PARSE-19).
func (f *Feed) noteCut(all int) {
	f.note(planet.Finding{
		Code:    planet.CodeTruncated,
		Message: fmt.Sprintf("The feed holds %d posts; we read the newest %d.", all, maxItems),
	})
}

// noteRelative tells that addresses had to be completed (PARSE-15).
func (f *Feed) noteRelative(base string) {
	f.note(planet.Finding{
		Code:    planet.CodeRelativeLinks,
		Message: fmt.Sprintf("Links without a host were completed with %s.", base),
	})
}
