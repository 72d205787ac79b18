#!/usr/bin/env bash
# Makes base/base-files.tar.gz and base/provenance.json from packages of Debian trixie.
# Needs a Debian or Ubuntu machine with dpkg-deb and the Debian archive keyring; works on a private copy of apt's state.
# usage: packages/oci/tools/make-base-files.sh
set -euo pipefail
export LC_ALL=C TZ=UTC

packages=(ca-certificates media-types netbase tzdata)
suite=trixie
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
out=$(cd "$(dirname "${BASH_SOURCE[0]}")/../base" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mirror=${DEBIAN_MIRROR:-$({
  awk '$1 == "URIs:" { print $2; exit }' /etc/apt/sources.list.d/debian.sources 2>/dev/null || true
  awk '$1 == "deb" { print $2; exit }' /etc/apt/sources.list 2>/dev/null || true
} | head -n 1)}
[ -n "$mirror" ] || { echo "No Debian mirror in apt's sources: set DEBIAN_MIRROR." >&2; exit 1; }

mkdir -p "$work"/{lists/partial,cache/archives/partial,debs,unpacked,root/etc/ssl/certs,root/usr/share}
: >"$work/status"
echo "deb [signed-by=$keyring] $mirror $suite main" >"$work/sources.list"
cat >"$work/apt.conf" <<EOF
Dir::Etc::sourcelist "$work/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::State::lists "$work/lists";
Dir::State::status "$work/status";
Dir::Cache "$work/cache";
APT::Sandbox::User "root";
Acquire::Languages "none";
EOF
export APT_CONFIG=$work/apt.conf
apt-get -qq update
(cd "$work/debs" && apt-get -qq download "${packages[@]}")
for deb in "$work"/debs/*.deb; do dpkg-deb -x "$deb" "$work/unpacked"; done

# The files of a distroless static image that a running program can read, and the licences they come under.
root=$work/root
cp -R "$work/unpacked/usr/share/zoneinfo" "$root/usr/share/"
for name in ethertypes mime.types protocols rpc services; do cp "$work/unpacked/etc/$name" "$root/etc/"; done
for name in "${packages[@]}"; do
  mkdir -p "$root/usr/share/doc/$name"
  cp "$work/unpacked/usr/share/doc/$name/copyright" "$root/usr/share/doc/$name/"
done
find "$work/unpacked/usr/share/ca-certificates" -name '*.crt' | sort | xargs cat >"$root/etc/ssl/certs/ca-certificates.crt"

tar --format=ustar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 --mode=u=rwX,go=rX \
  -C "$root" -cf "$work/base-files.tar" etc usr
gzip -9n <"$work/base-files.tar" >"$out/base-files.tar.gz"

{
  echo '{'
  echo "  \"suite\": \"$suite\","
  echo "  \"tar\": \"sha256:$(sha256sum <"$work/base-files.tar" | cut -d' ' -f1)\","
  echo '  "packages": ['
  for name in "${packages[@]}"; do
    deb=("$work"/debs/"$name"_*.deb)
    printf '    {\n      "name": "%s",\n      "version": "%s",\n      "sha256": "%s"\n    }' \
      "$name" "$(dpkg-deb -f "${deb[0]}" Version)" "$(sha256sum <"${deb[0]}" | cut -d' ' -f1)"
    [ "$name" = "${packages[-1]}" ] || printf ','
    echo
  done
  echo '  ]'
  echo '}'
} >"$out/provenance.json"
ls -l "$out"
