tool    = go tool -modfile=tools.mod
version = $(shell git describe --tags --dirty 2>/dev/null)
commit  = $(shell git rev-parse --short=12 HEAD 2>/dev/null)
static  = CGO_ENABLED=0 go build -trimpath -ldflags '-s -w -X main.version=$(version) -X main.commit=$(commit)'
systems = linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64
testing = $(shell grep -rl --include='*_test.go' $(1) . | sed 's,/[^/]*$$,,' | sort -u)

demo:    ## a planet at once: no list, no network
	@go run ./cmd/planet demo
test: install fmt lint ## all that a contribution must pass; installs what it needs
	@go test -race -shuffle=on -timeout 30m -tags outside ./...
	@.ci/pages
check: fmt lint ## the quick part of it: Go alone, nothing to install
	@go test -shuffle=on ./...
build:   ## the program, as ./planet
	@$(static) -o planet ./cmd/planet
cross:   ## a program for each system, in dist/
	@for s in $(systems); do echo $$s; case $$s in windows/*) ext=.exe;; *) ext=;; esac; \
		GOOS=$${s%/*} GOARCH=$${s#*/} $(static) -o dist/planet-$${s%/*}-$${s#*/}$$ext ./cmd/planet || exit; done
install: ## what the tests need and this machine lacks
	@.ci/install
fmt:     ## gofumpt must have nothing to say
	@test -z "$$($(tool) gofumpt -l . | tee /dev/stderr)"
lint:    ## .golangci.yml says why each linter is there
	@$(tool) golangci-lint run
golden:  ## accept what the code does now; then read the diff
	@go test $(call testing,'"update"') -update && git diff --stat
pictures: install ## of the demo, for README
	@mkdir -p docs/pictures
	@go test -count 1 -tags outside -run TestPictures ./cmd/planet -pictures $(CURDIR)/docs/pictures
fuzz:    ## a minute for each place that reads what strangers wrote
	@.ci/fuzz $(or $(TIME),1m)
bench:   ## the whole line beside its floors, into docs/performance.md; takes long
	@go run ./bench $(ARGS)
measure: ## the benchmarks into bench/new.txt; before a change: make measure OUT=old
	@go test $(call testing,'^func Benchmark') -run '^$$' -bench . -benchmem -count 8 > bench/$(or $(OUT),new).txt
once:    ## every benchmark once: does it still run?
	@go test $(call testing,'^func Benchmark') -run '^$$' -bench . -benchtime 1x
compare: ## did bench/old.txt change into bench/new.txt, or is it noise?
	@$(tool) benchstat bench/old.txt bench/new.txt
vuln:    ## weekly and before a release: it can go red without a commit
	@.ci/vuln
help:    ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1: /p' $(MAKEFILE_LIST)
.PHONY: demo test check build cross install fmt lint golden pictures fuzz bench measure once compare vuln help
