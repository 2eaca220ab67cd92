# Completion of ldapsnap for bash. The program itself knows what can stand where: `ldapsnap complete -- WORDS`.
_ldapsnap() {
  local line=${COMP_LINE:0:COMP_POINT} words current prefix word
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  current=${words[-1]}
  # bash takes ':' and '=' for ends of words: what stands before the last of them is not ours to give.
  prefix=${current%"${current##*[:=]}"}
  COMPREPLY=()
  while IFS=$'\t' read -r word _; do
    case $word in
      :files | :folders)
        compopt -o filenames 2>/dev/null
        while IFS= read -r word; do
          COMPREPLY+=("${word#"$prefix"}")
        done < <(compgen -A "$([ "$word" = :files ] && echo file || echo directory)" -- "$current")
        ;;
      *) COMPREPLY+=("$(printf %q "${word#"$prefix"}")") ;;
    esac
  done < <("${words[0]}" complete -- "${words[@]:1}" 2>/dev/null)
}
complete -F _ldapsnap ldapsnap
