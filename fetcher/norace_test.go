//go:build !race

package fetcher

const racing = false
