# shellcheck shell=bash
make_root sid amd64 debian-sid
readme_commands debian-sid
