package render

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"sync"
)

// program names the program that is running, so that another one makes all
// files anew: its version does not tell builds of a working copy apart. The
// first bytes of the file hold what the linker calls it by, which hangs on all
// that it is built from.
var program = sync.OnceValue(func() string {
	name, err := os.Executable()
	if err != nil {
		return "" // then the version has to do
	}
	f, err := os.Open(name)
	if err != nil {
		return ""
	}
	defer f.Close()
	const enough = 64 << 10
	sum := sha256.New()
	_, err = io.CopyN(sum, f, enough)
	info, err2 := f.Stat()
	if err != nil || err2 != nil {
		return ""
	}
	return fmt.Sprint(hex.EncodeToString(sum.Sum(nil)), info.Size())
})
