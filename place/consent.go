package place

import "planet"

// Consent is how far it is known that a member wants to be here (OWN): what
// looking has found, else what the list notes. found is the level that the
// fetcher found, "" for none.
func Consent(m *planet.Member, found planet.Consent) planet.Consent {
	switch {
	case found == planet.ConsentVerified || found == planet.ConsentLinked:
		return found
	case m.Consent == string(planet.ConsentAgreed):
		return planet.ConsentAgreed
	}
	return planet.ConsentListed
}
