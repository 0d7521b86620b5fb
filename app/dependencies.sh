# Sourced by app/run and tests/run: installs what is missing, then configures and builds.
# Needs: bash. Knows apt (Debian 12+, Ubuntu 24.04+), dnf (Fedora), pacman (Arch), brew (macOS).

say() { printf '%s\n' "gradus: $*" >&2; }
stop() { say "$*"; exit 1; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"
  elif command -v sudo >/dev/null 2>&1; then sudo "$@"
  else stop "installing packages needs root: run this as root, or install sudo, or install by hand: $*"; fi
}

apt_packages="g++ cmake ninja-build ccache pkg-config qt6-base-dev qt6-svg-dev libgl1-mesa-dev libqcustomplot-dev libeigen3-dev
  libopencv-core-dev libopencv-imgproc-dev libopencv-imgcodecs-dev nlohmann-json3-dev libxxhash-dev libssl-dev zlib1g-dev fonts-inter fonts-dejavu-core"
dnf_packages="gcc-c++ cmake ninja-build ccache qt6-qtbase-devel qt6-qtsvg-devel qcustomplot-qt6-devel eigen3-devel opencv-devel
  json-devel xxhash-devel openssl-devel zlib-devel rsms-inter-fonts dejavu-sans-fonts"
pacman_packages="base-devel cmake ninja ccache qt6-base qt6-svg eigen opencv nlohmann-json xxhash openssl zlib inter-font ttf-dejavu"
brew_packages="cmake ninja ccache qt eigen opencv nlohmann-json xxhash openssl@3 zlib"

install_with_apt() {
  local missing=() package
  for package in $apt_packages; do
    # A virtual package (qt6-svg-dev may be provided by another name) counts as installed when dpkg knows it.
    dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  say "installing ${#missing[@]} missing packages: ${missing[*]}"
  as_root apt-get update -qq || say "the package lists could not be refreshed; trying with those at hand"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2 ||
    stop "apt-get could not install: ${missing[*]}. Install them by hand, then run this again."
}

install_dependencies() {
  if [ -n "${GRADUS_NO_INSTALL:-}" ]; then say "GRADUS_NO_INSTALL is set: nothing is installed"; return 0; fi
  if command -v apt-get >/dev/null 2>&1; then install_with_apt
  elif command -v dnf >/dev/null 2>&1; then
    # shellcheck disable=SC2086
    rpm -q $dnf_packages >/dev/null 2>&1 || as_root dnf install -y $dnf_packages >&2 || stop "dnf could not install: $dnf_packages"
  elif command -v pacman >/dev/null 2>&1; then
    # shellcheck disable=SC2086
    pacman -Q $pacman_packages >/dev/null 2>&1 || as_root pacman -S --needed --noconfirm $pacman_packages >&2 || stop "pacman could not install: $pacman_packages"
    say "QCustomPlot is not in Arch's own repositories: install qcustomplot-qt6 from the AUR or set QCUSTOMPLOT_SOURCE_DIR"
  elif command -v brew >/dev/null 2>&1; then
    # shellcheck disable=SC2086
    brew list $brew_packages >/dev/null 2>&1 || brew install $brew_packages >&2 || stop "brew could not install: $brew_packages"
    say "QCustomPlot has no Homebrew formula: set QCUSTOMPLOT_SOURCE_DIR to a folder with qcustomplot.h and qcustomplot.cpp"
  else
    stop "no apt-get, dnf, pacman or brew was found. The README lists the packages to install by hand; then set GRADUS_NO_INSTALL=1."
  fi
}

check_compiler() {
  command -v cmake >/dev/null 2>&1 || stop "cmake is missing after the installation"
  command -v ninja >/dev/null 2>&1 || stop "ninja is missing after the installation"
}

# build_gradus BUILD_FOLDER TARGET [cmake arguments]
build_gradus() {
  local folder=$1 target=$2; shift 2
  local arguments=("$@")
  [ -n "${QCUSTOMPLOT_SOURCE_DIR:-}" ] && arguments+=("-DQCUSTOMPLOT_SOURCE_DIR=$QCUSTOMPLOT_SOURCE_DIR")
  local log; log=$(mktemp)
  if ! cmake -S "$root" -B "$folder" -G Ninja "${arguments[@]}" >"$log" 2>&1; then
    cat "$log" >&2; rm -f "$log"; stop "configuring failed, see above"
  fi
  rm -f "$log"
  # About 1.2 GB a job with precompiled headers: fewer jobs where memory is short.
  local jobs memory
  jobs=$(nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null || echo 2)
  memory=$(awk '/MemAvailable/ {print int($2 / 1300000)}' /proc/meminfo 2>/dev/null || echo "$jobs")
  [ "$memory" -ge 1 ] 2>/dev/null || memory=1
  [ "$jobs" -gt "$memory" ] && jobs=$memory
  ninja -C "$folder" -j "$jobs" "$target" >&2 || stop "building failed, see above"
}
