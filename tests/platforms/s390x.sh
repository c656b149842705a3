# shellcheck shell=bash
# Big endian.
cross s390x s390x-linux-gnu qemu-s390x-static
