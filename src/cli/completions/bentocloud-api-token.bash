# shellcheck shell=bash
# Completion of bentocloud-api-token for bash.
_bentocloud_api_token() {
  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
  # bash takes --output=json for three words.
  [[ $previous == "=" ]] && previous=${COMP_WORDS[COMP_CWORD-2]}
  [[ $word == "=" ]] && word=""
  local commands="list create get update delete rotate prune whoami"
  local options="--help --context --timeout --verbose --debug --quiet --do-not-track"
  local command="" i
  for ((i = 1; i < COMP_CWORD; ++i)); do
    case ${COMP_WORDS[i]} in
      --context | --timeout) ((++i)) ;;
      -*) ;;
      *) command=${COMP_WORDS[i]}; break ;;
    esac
  done

  COMPREPLY=()
  case $previous in
    -o | --output)
      mapfile -t COMPREPLY < <(compgen -W "table json yaml" -- "$word")
      return ;;
    -s | --scope)
      mapfile -t COMPREPLY < <(compgen -W \
        "api read_organization write_organization read_cluster write_cluster" -- "$word")
      return ;;
    --expires)
      mapfile -t COMPREPLY < <(compgen -W "24h 7d 30d 90d 1w" -- "$word")
      return ;;
    --token-file)
      mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return ;;
    --context | --timeout | --search | --name | -d | --description)
      return ;;
  esac

  case $command in
    "") options="$commands $options --version" ;;
    list) options+=" --search --output" ;;
    create) options+=" --description --scope --expires --token-file --output" ;;
    get | whoami) options+=" --output" ;;
    update) options+=" --description --scope --expires --output" ;;
    rotate) options+=" --name --expires --token-file --keep-old --output" ;;
    prune) options+=" --search --yes --dry-run --output" ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
}
complete -F _bentocloud_api_token bentocloud-api-token
