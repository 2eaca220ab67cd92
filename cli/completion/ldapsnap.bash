# Completion of ldapsnap for bash. The program itself knows what can stand where: `ldapsnap complete -- WORDS`.
_ldapsnap() {
  local line=${COMP_LINE:0:COMP_POINT} words current prefix option="" shells="" word
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  current=${words[-1]}
  # bash takes these for ends of words: what stands before the last of them is not ours to give.
  prefix=${current%"${current##*[:=@]}"}
  [[ $current == --*=* ]] && option=${current%%=*}=
  COMPREPLY=()
  while IFS=$'\t' read -r word _; do
    case $word in
      :files) shells=file ;;
      :folders) shells=directory ;;
      *) COMPREPLY+=("$(printf %q "${word#"$prefix"}")") ;;
    esac
  done < <("${words[0]}" complete -- "${words[@]:1}" 2>/dev/null)
  [[ -n $shells ]] || return 0
  # bash would quote names as files, and their colons with that: so only when there are no names.
  [[ ${#COMPREPLY[@]} == 0 ]] && compopt -o filenames 2>/dev/null && local are_files=1
  while IFS= read -r word; do
    word=$option$word
    word=${word#"$prefix"}
    [[ -n ${are_files:-} ]] || word=$(printf %q "$word")
    COMPREPLY+=("$word")
  done < <(compgen -A "$shells" -- "${current#"$option"}")
}
complete -F _ldapsnap ldapsnap
