import type { Command } from 'commander';

/** A completion script for bash or zsh, made from the commands themselves, so that it cannot fall behind. */
export function completionScript(program: Command): string {
  const words = (command: Command) => [
    ...command.commands.filter(child => child.name() !== 'help').map(child => child.name()),
    ...command.options.flatMap(option => (option.long ? [option.long] : option.short ? [option.short] : [])),
    '--help',
  ];
  const cases: string[] = [];
  const visit = (command: Command, path: string) => {
    cases.push(`    "${path}") words="${words(command).join(' ')}" ;;`);
    for (const child of command.commands) visit(child, `${path} ${child.name()}`);
  };
  visit(program, program.name());
  return `# Muster completion. bash: source <(muster completion)   zsh: autoload -U bashcompinit && bashcompinit first.
_muster() {
  local path="muster" word words current="\${COMP_WORDS[COMP_CWORD]}" index
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    [[ "$word" == -* ]] || path="$path $word"
  done
  case "$path" in
${cases.join('\n')}
    *) words="" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [[ \${#COMPREPLY[@]} -gt 0 ]] || COMPREPLY=($(compgen -f -- "$current"))
}
complete -F _muster muster
`;
}
