# Two commands: `make demo` and `make test`. The rest is for those who change the code.

.PHONY: demo test lint bench bench-side-by-side fuzz

# Builds, then runs everything embedded until Ctrl-C. DEMO_FLAGS: --dir, --port, --check.
demo:
	cargo build --release --locked
	./target/release/sluse demo $(DEMO_FLAGS)

# All tests. Some break system calls with strace, some run other people's client libraries, which are
# fetched once; without them they say that they are left out.
test:
	tests/needs.sh strace=strace curl=curl openssl=openssl python3:ensurepip=python3-venv ssh-agent=openssh-client qpdf=qpdf pdftotext=poppler-utils chromium=chromium java=default-jre-headless
	tests/clients/install.sh
	tests/browser/install.sh
	tests/clients/go/install.sh
	cargo test --locked

lint:
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings -A rustdoc::private-intra-doc-links" cargo doc --locked --no-deps --document-private-items
	command -v cargo-deny >/dev/null || cargo install --locked --quiet cargo-deny
	cargo deny --locked check bans licenses sources

# Micro-benchmarks; then the whole program beside nginx and HAProxy.
bench:
	cargo bench --locked

# A target is the name of a file in fuzz/fuzz_targets; needs cargo-fuzz.
TARGET ?= redact
fuzz:
	RUSTC_BOOTSTRAP=1 cargo fuzz run $(TARGET) -- -max_total_time=600

bench-side-by-side:
	tests/needs.sh nginx=nginx haproxy=haproxy wrk=wrk h2load=nghttp2-client
	cargo build --release --locked
	benches/side_by_side.sh
