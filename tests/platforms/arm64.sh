# shellcheck shell=bash
# `char` is unsigned.
cross arm64 aarch64-linux-gnu qemu-aarch64-static
