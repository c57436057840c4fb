# Two commands: `make demo` and `make test`. The rest is for those who change the code.

.PHONY: demo test lint bench bench-side-by-side fuzz

# Builds, then runs everything embedded until Ctrl-C. DEMO_FLAGS: --dir, --port, --check.
demo:
	cargo build --release --locked
	./target/release/sluse demo $(DEMO_FLAGS)

# All tests. They need nothing beyond Rust, a C compiler, make and perl.
test:
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

bench-side-by-side:
	cargo build --release --locked
	benches/side_by_side.sh
