#!/bin/sh
# Grants each worker its rights, those of acls.txt, with Kafka's own kafka-acls.sh. May be run again.
set -eu

usage() {
    cat >&2 <<END
usage: $0 [--prefix PREFIX] [--principal WORKER=PRINCIPAL]... [--dry-run] ARGUMENTS

  --prefix PREFIX               of topics and groups, as millrace.topic-prefix; "millrace." unless given
  --principal WORKER=PRINCIPAL  who a worker is to the broker, as builder=User:CN=builder; User:WORKER unless given
  --dry-run                     prints the commands instead
  ARGUMENTS                     for kafka-acls.sh: --bootstrap-server HOST:PORT --command-config FILE

KAFKA_ACLS names the command if it is not kafka-acls.sh on the PATH.
END
    exit 2
}

prefix=millrace.
principals=
run=
while [ $# -gt 0 ]; do
    case $1 in
        --prefix) [ $# -gt 1 ] || usage; prefix=$2; shift 2 ;;
        --principal)
            [ $# -gt 1 ] || usage
            case $2 in *=*) ;; *) usage ;; esac
            principals="$principals
$2"
            shift 2 ;;
        --dry-run) run=echo; shift ;;
        -h | --help) usage ;;
        *) break ;;
    esac
done
[ $# -gt 0 ] || usage

principal() {
    given=$(printf '%s\n' "$principals" | sed -n "s/^$1=//p" | tail -n 1)
    printf '%s\n' "${given:-User:$1}"
}

# Adds to the arguments that are for kafka-acls.sh what a line of the table says.
grant() (
    who=$1 resource=$2 name=$3 operations=$4
    shift 4
    pattern=literal
    case $name in *'*') pattern=prefixed name=${name%?} ;; esac
    [ "$who" != every ] || who="builder trainer evaluator deployer monitor"
    set -- "$@" --add "--$resource" "$prefix$name" --resource-pattern-type "$pattern"
    for worker in $who; do
        set -- "$@" --allow-principal "$(principal "$worker")"
    done
    for operation in $(echo "$operations" | tr , ' '); do
        set -- "$@" --operation "$operation"
    done
    $run "${KAFKA_ACLS:-kafka-acls.sh}" "$@" </dev/null
)

grep -v '^ *\(#\|$\)' "$(dirname "$0")/acls.txt" | while read -r who resource name operations; do
    grant "$who" "$resource" "$name" "$operations" "$@"
done
