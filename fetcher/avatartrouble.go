package fetcher

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"planet"
	"planet/avatar"
	"planet/fetcher/get"
)

// troubles says, for a code with which a visit ended, why there is no
// picture: those of package get speak of feeds.
var troubles = map[planet.Code]string{
	planet.CodeBadAddress:   "is not an address that we ask; correct it in feeds.yaml",
	planet.CodePrivateHost:  "lies inside a private network, which we don't ask; give the picture's public address",
	planet.CodeTooBig:       fmt.Sprintf("is larger than %d kB; save the picture smaller", avatar.MaxBytes/1000),
	planet.CodeNotFound:     "is not there; put the picture's right address into feeds.yaml",
	planet.CodeGone:         "is gone for good; put the picture's new address into feeds.yaml",
	planet.CodeNoHost:       "names a host that does not exist; correct it in feeds.yaml",
	planet.CodeCert:         "can't be had: the certificate of its host is not in order",
	planet.CodeRedirectLoop: "can't be had: its host sends us on and on; give the picture's final address",
	planet.CodeBlocked:      "is not given to our reader; its host has to allow it",
	planet.CodeWait:         "can't be had yet: its host asks us to come back later",
	planet.CodeUnreachable:  "can't be had: its host does not answer",
	planet.CodeServerError:  "can't be had: its host has a fault of its own",
	planet.CodeUnreadable:   "is packed in a way that we can't undo",
}

// pictureTrouble says why there is no picture at an address, and what is
// shown instead; has tells whether an older one is there.
func pictureTrouble(address string, why error, has bool) string {
	said := cmp.Or(troubles[get.Code(why)], sentence(why))
	if status := get.Status(why); status >= http.StatusBadRequest {
		said += " (" + strconv.Itoa(status) + ")"
	}
	instead := "initials are shown"
	if has {
		instead = "the older picture is shown"
	}
	return fmt.Sprintf("The picture %s %s; until then %s", address, said, instead)
}

// withPort adds the port that an address names, which most do not.
func withPort(ports []int, address string) []int {
	u, err := url.Parse(address)
	if err != nil {
		return ports
	}
	n, err := strconv.Atoi(u.Port())
	if err != nil || slices.Contains(ports, n) {
		return ports
	}
	return append(ports, n)
}
