# usage: cmp.sh a b c  : interleaved
for i in 1 2 3 4; do for x in "$@"; do echo "$x $(/tmp/dec/d_$x 100 60)"; done; for x in "$@"; do echo "$x $(/tmp/dec/d_$x 10000 10)"; done; done | sort
