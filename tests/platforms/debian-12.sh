# shellcheck shell=bash
make_root bookworm amd64 debian-12
readme_commands debian-12
