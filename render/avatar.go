package render

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"planet"
	"planet/avatar"
	"planet/store"
)

// readAvatars gives the members' pictures as they are served, PNGs by slug:
// files beside the list, and what was fetched from addresses (IMG-4). A file
// that gives no picture is a warning, and its member is left out, as are those
// who have none: initials stand for them. The error is of the store or of ctx.
func readAvatars(ctx context.Context, r *store.Reader, site *planet.Site, warn func(string, ...any)) (map[string][]byte, error) {
	fetched, err := r.Avatars(ctx)
	if err != nil {
		return nil, err
	}
	pictures := map[string][]byte{}
	for i := range site.Members {
		m := &site.Members[i]
		switch {
		case m.Avatar == "" || m.Status == planet.StatusRemoved:
		case isAddress(m.Avatar):
			if a := fetched[m.Slug]; a.URL != "" {
				pictures[m.Slug] = a.PNG
			}
		default:
			picture, err := avatarFile(site.Dir, m.Avatar)
			if err != nil {
				warn("%s: %s %v; until then initials are shown", m.Slug, m.Avatar, err)
				continue
			}
			pictures[m.Slug] = picture
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return pictures, nil
}

func isAddress(avatar string) bool { return strings.Contains(avatar, "://") }

// Sentences about files that give no picture, to follow the file's name.
var (
	errNoFile   = errors.New("is missing; put the picture there")
	errNotFile  = errors.New("is not a file; put the picture itself there")
	errOutside  = errors.New("leads out of the folder of feeds.yaml; put the picture itself into it")
	errNoRights = errors.New("can't be read; look at its rights")
)

// avatarFile draws the picture in a file, which is opened below the list's
// folder: no path and no link leads out of it. The error is what has to be said
// after the file's name.
func avatarFile(dir, file string) (picture []byte, err error) {
	local := filepath.FromSlash(file)
	if !filepath.IsLocal(local) {
		return nil, errOutside
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, errNoRights
	}
	defer root.Close()
	b, err := readPicture(root, local)
	if err != nil {
		return nil, err
	}
	return avatar.Make(b)
}

// readPicture reads a file no larger than a picture may be.
func readPicture(root *os.Root, name string) ([]byte, error) {
	info, err := root.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errNoFile
	case errors.Is(err, fs.ErrPermission):
		return nil, errNoRights
	case err != nil:
		return nil, errOutside
	case !info.Mode().IsRegular():
		return nil, errNotFile
	case info.Size() > avatar.MaxBytes:
		return nil, avatar.SizeError(info.Size())
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, errNoRights
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, avatar.MaxBytes+1)) // it may have grown since
	if err != nil {
		return nil, errNoRights
	}
	return b, nil
}

// avatarFindings says why the picture at an address of the list is not shown.
func avatarFindings(m *planet.Member, a store.Avatar) []planet.Finding {
	if !isAddress(m.Avatar) || a.Tried != m.Avatar || a.URL == m.Avatar || a.Message == "" {
		return nil
	}
	return []planet.Finding{{Code: planet.CodeAvatar, Message: a.Message}}
}
