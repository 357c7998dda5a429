# shellcheck shell=bash
# A chain for benchmarks: many small hotels alike, copies of one of the demonstration. Its limits are so high that
# nothing is sold out by accident: what is measured is the work, not the refusals.

# bench_chain FOLDER HOTELS NIGHTS: writes FOLDER/chain.yaml and its hotels B0001, B0002 …, numbered from 1.
bench_chain() {
    local folder=$1 hotels=$2 nights=$3
    mkdir -p "$folder"
    awk '/^hotels:/ { exit } { print }' "$ROOT/schemas/chain/demo.yaml" >"$folder/chain.yaml"
    echo 'hotels:' >>"$folder/chain.yaml"
    awk -v folder="$folder" -v hotels="$hotels" -v nights="$nights" '
        { line[NR] = $0 }
        END {
            for (hotel = 1; hotel <= hotels; hotel++) {
                code = sprintf("B%04d", hotel)
                print "  - " code ".yaml" >> (folder "/chain.yaml")
                file = folder "/" code ".yaml"
                for (i = 1; i <= NR; i++) {
                    text = line[i]
                    if (text ~ /^code:/) text = "code: " code
                    if (text ~ /^number:/) text = "number: " hotel
                    if (text ~ /^horizon_nights:/) text = "horizon_nights: " nights
                    sub(/sell_limit: .*/, "sell_limit: 9999", text)
                    print text > file
                }
                close(file)
            }
        }' "$ROOT/schemas/chain/demo/zrh.yaml"
}
