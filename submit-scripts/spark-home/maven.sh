# Sourced: runs Maven, and says every few seconds what it is about, for its own silence looks like a hang.

need_maven() {
  command -v mvn >/dev/null || die "$1, and that needs Maven 3.8.1 or newer on the PATH"
}

# one_at_a_time FUNCTION ARGUMENTS...: while one start makes something for all, others wait. They do not where there is no
# flock, as on macOS, or where nothing can be made, in an installation that is only read.
one_at_a_time() (
  if command -v flock >/dev/null && { mkdir -p "$home/.spark" && : >>"$home/.spark/lock"; } 2>/dev/null; then
    exec 9>"$home/.spark/lock"
    flock -w 1 9 || {
      echo "frost: waiting for another start, which is building" >&2
      flock 9
    }
  fi
  "$@"
)

# maven WHAT ARGUMENTS...: where it fails, the cause is read from its log, which is kept.
maven() {
  local what=$1 code=0 log progress
  shift
  log=$(mktemp "${TMPDIR:-/tmp}/frost-maven.XXXXXX")
  # Who ends this script ends the telling later: it must not hold the lock.
  tell_progress "$what" "$log" 9>&- &
  progress=$!
  mvn -B "$@" >"$log" 2>&1 || code=$?
  { kill "$progress" && wait "$progress"; } 2>/dev/null || true
  if [ -t 2 ]; then printf '\r\033[K' >&2; fi
  if [ "$code" != 0 ]; then
    grep -F '[ERROR]' "$log" | head -n 20 >&2 || true
    die "$what failed; the output of Maven is in $log"
  fi
  rm -f "$log"
}

# A line of its own every five seconds, or on a terminal one that is written over; until this script ends.
tell_progress() {
  local began=$SECONDS width=80 line
  if [ -t 2 ]; then width=$(stty size 2>/dev/null </dev/tty | cut -d ' ' -f 2) || true; fi
  while sleep "$([ -t 2 ] && echo 1 || echo 5)" </dev/null >/dev/null 2>&1 && kill -0 $$ 2>/dev/null; do
    line="frost: $1, $((SECONDS - began)) s: $(summarize <"$2")"
    if [ -t 2 ]; then printf '\r\033[K%.*s' "$((${width:-80} - 1))" "$line" >&2; else echo "$line" >&2; fi
  done
}

# Of Maven's log: its goal, how much it has fetched, and what it is fetching.
summarize() {
  LC_ALL=C awk '
    function after(word) {
      for (i = 1; i < NF; i++) if ($i == word) return i + 1
      return 0
    }
    / --- .* @ / { n = split($3, part, ":"); goal = part[1] " " part[n] " of " $(NF - 1) }
    / Downloading from / { url = $(after("from") + 1); sub(".*/", "", url); name = url; under_way++ }
    / Downloaded from / {
      at = after("from") + 2
      size = substr($at, 2)
      unit = $(at + 1)
      megabytes += size * (unit == "GB" ? 1000 : unit == "MB" ? 1 : unit == "kB" ? 1e-3 : 1e-6)
      files++
      under_way--
    }
    END {
      printf "%s; %d files fetched, %.1f MB", goal == "" ? "reading the build" : goal, files, megabytes
      if (under_way > 0) printf "; fetching %s", name
      print ""
    }'
}
