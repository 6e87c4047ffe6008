# Sourced: finds Spark, or assembles it from Maven artifacts, and exports SPARK_HOME and, where it is ours, SPARK_CONF_DIR.
# Needs $home and $dry, which if not empty keeps everything from being made.

die() {
  printf '%s: %s\n' "$(basename "$0")" "$1" >&2
  exit "${2:-1}"
}

. "$home/submit-scripts/spark-home/maven.sh"

command -v "${JAVA_HOME:+$JAVA_HOME/bin/}java" >/dev/null ||
  die "no Java found${JAVA_HOME:+ in JAVA_HOME=$JAVA_HOME}: install a JDK 17 or newer, and let JAVA_HOME name it or be unset"

java_says=$("${JAVA_HOME:+$JAVA_HOME/bin/}java" -version 2>&1) ||
  die "Java does not start${JAVA_HOME:+, that of JAVA_HOME=$JAVA_HOME}: $(tr '\n' ' ' <<<"$java_says")"
java_version=$(sed -n 's/.* version "\([0-9]*\).*/\1/p' <<<"$java_says" | head -n 1)
[ "${java_version:-17}" -ge 17 ] ||
  die "Java $java_version is too old${JAVA_HOME:+ in JAVA_HOME=$JAVA_HOME}: install a JDK 17 or newer, and let JAVA_HOME name it"

# A property of the build; profiles, which come later in the file, do not count.
of_pom() {
  sed -n "/<$1>/{s:.*<$1>\(.*\)</$1>.*:\1:p;q;}" "$home/pom.xml"
}

find_spark() {
  if [ -z "${SPARK_HOME:-}" ]; then
    local version hadoop
    version=$(of_pom spark.version)
    hadoop=$(of_pom hadoop.version)
    export SPARK_HOME=$home/.spark/$version-hadoop-$hadoop
    # Without a Spark of the user's own, ours is configured by our conf folder.
    export SPARK_CONF_DIR=${SPARK_CONF_DIR:-$home/conf}
    # Of a dry run it need not be there yet; one of the user's own must be.
    if [ -n "$dry" ]; then return; fi
    [ -d "$SPARK_HOME" ] || one_at_a_time assemble_spark "$version"
    refresh_scripts
  fi
  [ -x "$SPARK_HOME/bin/spark-submit" ] ||
    die "SPARK_HOME is $SPARK_HOME, but there is no bin/spark-submit in it"
  require_spark_4
}

# Those that were assembled with it may be of a Frost before.
refresh_scripts() {
  local script
  for script in spark-class spark-submit; do
    if [ "$home/submit-scripts/spark-home/$script" -nt "$SPARK_HOME/bin/$script" ] && [ -w "$SPARK_HOME/bin" ]; then
      cp "$home/submit-scripts/spark-home/$script" "$SPARK_HOME/bin/.$script.$$"
      mv "$SPARK_HOME/bin/.$script.$$" "$SPARK_HOME/bin/$script"
    fi
  done
}

# Where its jars say what it is.
require_spark_4() {
  local core
  core=$(find -L "$SPARK_HOME/jars" -maxdepth 1 -name 'spark-core_*.jar' 2>/dev/null | head -n 1) || true
  case ${core##*/} in
    '' | spark-core_2.13-4.*) ;;
    *) die "SPARK_HOME is $SPARK_HOME, with ${core##*/}; Spark 4 with Scala 2.13 is needed: let SPARK_HOME name one, or be unset" ;;
  esac
}

assemble_spark() {
  # Another start may have been faster.
  if [ -d "$SPARK_HOME" ]; then return; fi
  need_maven "Spark $1 has to be assembled because SPARK_HOME is not set"
  echo "frost: assembling Spark $1 from Maven artifacts into .spark (about 350 MB, once)" >&2
  local parts=$home/.spark/parts.$$
  # shellcheck disable=SC2064 # the name as it is now
  trap "rm -rf $(printf %q "$parts")" EXIT
  mkdir -p "$parts/bin"
  (cd "$home" && maven "assembling Spark" -f submit-scripts/spark-home/pom.xml dependency:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$parts/jars")
  cp "$home"/submit-scripts/spark-home/spark-{class,submit} "$parts/bin"
  mv "$parts" "$SPARK_HOME"
  trap - EXIT
}
