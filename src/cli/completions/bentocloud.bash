# shellcheck shell=bash
# Completion of bentocloud for bash: asks the program itself.
_bentocloud() {
  local words=() word candidate quoted i
  # bash takes --output=json for three words, and leaves quotes and backslashes in them.
  for ((i = 1; i <= COMP_CWORD; ++i)); do
    word=${COMP_WORDS[i]//[\\\"\']/}
    if [[ $word == "=" && ${#words[@]} -gt 0 && ${words[-1]} == --* ]]; then
      words[-1]+="="
    elif [[ ${#words[@]} -gt 0 && ${words[-1]} == --*= && ${COMP_WORDS[i - 1]} == "=" ]]; then
      words[-1]+=$word
    else
      words+=("$word")
    fi
  done
  word=${words[-1]}
  COMPREPLY=()
  while IFS=$'\t' read -r candidate _; do
    if [[ $candidate == ":files" ]]; then
      compopt -o filenames 2>/dev/null
      while IFS= read -r candidate; do
        COMPREPLY+=("$candidate")
      done < <(compgen -f -- "${word#--*=}")
    else
      [[ $word == --*=* ]] && candidate=${candidate#*=}
      printf -v quoted %q "$candidate"
      COMPREPLY+=("$quoted")
    fi
  done < <(bentocloud complete -- "${words[@]}" 2>/dev/null)
}
complete -F _bentocloud bentocloud
