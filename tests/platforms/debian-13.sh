# shellcheck shell=bash
make_root trixie amd64 debian-13
readme_commands debian-13
