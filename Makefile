# The developer's doors. Each calls the real thing.

.PHONY: run test lint format e2e bench bench-instructions bench-compare

run: ## Install what is missing, build for release, start the demo
	@Config/run-demo.sh

test: ## Install what the tests need and run every test, the browsers' too
	@Tests/run.sh

e2e: ## Only the tests with real browsers and media clients
	@Tests/run.sh --filter InteropTests

bench: ## Build for release and put a server of its own under load: BENCH="--calls 25"
	@swift run -c release aorta bench --serve $(BENCH)

bench-instructions: ## Count the core's instructions a packet against their limits
	@swift build -c release --product CoreBenchmarks
	@Benchmarks/instructions.py

bench-compare: ## Measure Aorta beside Janus, coturn and a floor in C; writes Benchmarks/RESULTS.md
	@swift build -c release --product aorta
	@python3 Benchmarks/Comparison/compare.py

lint: ## Check the format of all Swift code
	@swift format lint --strict --recursive --parallel Package.swift Sources Tests Benchmarks

format: ## Format all Swift code
	@swift format --in-place --recursive --parallel Package.swift Sources Tests Benchmarks
