#!/bin/sh
# Puts the type faces of the State's format beside this script, ready to be built into the binary: about 24 MB, from
# Debian's own packages, once. Needs apt-get, dpkg-deb, tar, gzip, iconv and hb-subset (Debian: libharfbuzz-bin).
#
#   sh crates/paper-pdf/fonts/fetch.sh
#
# Fandol (仿宋, 黑体, 楷体, 宋体 bold; GPL 3 with the font exception), Liberation Serif (OFL 1.1, as wide as Times New
# Roman) and, for rare characters in names, the Han of Noto Serif CJK that Fandol lacks (OFL 1.1).
set -eu

here=$(cd "$(dirname "$0")" && pwd)
fandol="FandolFang-Regular FandolHei-Regular FandolKai-Regular FandolSong-Bold"
liberation="LiberationSerif-Regular LiberationSerif-Bold"
rare="NotoSerifCJKsc-Rare"

complete() {
    for face in $fandol $liberation $rare; do
        [ -s "$here/$face.gz" ] || return 1
    done
}

if complete; then
    exit 0
fi

say() { echo "fonts: $*" >&2; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
cd "$work"

if ! command -v hb-subset >/dev/null; then
    say "installing libharfbuzz-bin for hb-subset"
    as_root apt-get install -y --no-install-recommends libharfbuzz-bin >&2
fi

# package PACKAGE: downloads a Debian package, after a fresh look at the package lists if it is not found at once.
package() {
    say "downloading $1"
    apt-get download -q "$1" >/dev/null 2>&1 || { as_root apt-get update -q >&2; apt-get download -q "$1" >&2; }
}

# take PACKAGE PATTERN: its files of this name, flat into the current folder.
take() {
    dpkg-deb --fsys-tarfile "$1"_*.deb | tar -x --wildcards --no-anchored "$2"
    find . -mindepth 2 -type f -name "$2" -exec mv {} . \;
}

keep() { gzip -9 -n -c "$1" >"$here/$2.gz.part" && mv "$here/$2.gz.part" "$here/$2.gz"; }

package texlive-lang-chinese
take texlive-lang-chinese 'Fandol*.otf'
for face in $fandol; do keep "$face.otf" "$face"; done

package fonts-liberation2
take fonts-liberation2 'LiberationSerif-*.ttf'
for face in $liberation; do keep "$face.ttf" "$face"; done

noto=/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc
if [ ! -f "$noto" ]; then
    package fonts-noto-cjk
    take fonts-noto-cjk 'NotoSerifCJK-Regular.ttc'
    noto=$work/NotoSerifCJK-Regular.ttc
fi
# All Han of GB 2312, which Fandol has, to be left out.
common=$(LC_ALL=C awk 'BEGIN { for (row = 176; row < 248; row++) for (cell = 161; cell < 255; cell++) printf "%c%c", row, cell }' |
    iconv -c -f GB2312 -t UTF-32BE | od -An -v -tx1 -w4 | tr -d ' ' | paste -sd, -)
say "choosing the rare Han of Noto Serif CJK"
hb-subset --font-file="$noto" --face-index=2 --no-hinting --layout-features= --output-file="$rare.otf" \
    --unicodes=2000-33FF,3400-9FFF,F900-FAFF,FE30-FE4F,20000-3FFFF "--unicodes-=$common"
keep "$rare.otf" "$rare"

complete
say "ready in $here"
