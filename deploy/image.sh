# Sourced by the image builds: packs a folder as a one-layer image archive for `docker load`.
# Names are sorted and times and owners dropped, so that equal content gives equal bytes.

image_arch() {
  case $(uname -m) in
    x86_64) echo amd64 ;;
    aarch64) echo arm64 ;;
    *) echo "images are built on x86_64 and aarch64, not $(uname -m)" >&2; return 1 ;;
  esac
}

image_pack() { # FOLDER ARCHIVE
  (cd "$1" && find . -mindepth 1 -maxdepth 1 -printf '%P\0') |
    tar --create --file "$2" --directory "$1" --null --files-from=- --sort=name --format=gnu \
      --mtime=@0 --owner=0 --group=0 --numeric-owner --mode='u=rwX,go=rX'
}

image_archive() { # ROOT_FOLDER ARCHIVE TAG CONFIG_JSON: "config" is the OCI image configuration's
  local root=$1 archive=$2 tag=$3 config=$4 arch image layer
  arch=$(image_arch) || return 1
  image=$(mktemp -d)
  image_pack "$root" "$image/layer.tar"
  layer=$(sha256sum "$image/layer.tar" | cut -d' ' -f1)
  cat >"$image/config.json" <<JSON
{"architecture":"$arch","os":"linux","created":"1970-01-01T00:00:00Z","config":$config,"rootfs":{"type":"layers","diff_ids":["sha256:$layer"]},"history":[{"created":"1970-01-01T00:00:00Z","created_by":"$tag"}]}
JSON
  echo "[{\"Config\":\"config.json\",\"RepoTags\":[\"$tag\"],\"Layers\":[\"layer.tar\"]}]" >"$image/manifest.json"
  mkdir -p "$(dirname "$archive")"
  image_pack "$image" "$archive.new"
  mv "$archive.new" "$archive"
  rm -rf "$image"
}
