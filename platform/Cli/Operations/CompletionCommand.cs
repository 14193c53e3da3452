using System.CommandLine;
using MeshStarter.Cli.Commands;

namespace MeshStarter.Cli.Operations;

/// <summary><c>mesh completion</c>: writes the script by which a shell completes verbs, options and their values. The script asks the program itself.</summary>
internal static class CompletionCommand
{
    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] =
            """
            # mesh completion bash: eval "$(mesh completion bash)" in ~/.bashrc
            _mesh() {
                local word=${COMP_WORDS[COMP_CWORD]} IFS=$'\n'
                COMPREPLY=( $(compgen -W "$(mesh "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "$word") )
            }
            complete -o default -F _mesh mesh
            """,
        ["zsh"] =
            """
            # mesh completion zsh: eval "$(mesh completion zsh)" in ~/.zshrc, after compinit
            _mesh() {
                local -a found
                found=("${(@f)$(mesh "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
                if [[ -n "$found" ]]; then compadd -- $found; else _files; fi
            }
            compdef _mesh mesh
            """,
        ["pwsh"] =
            """
            # mesh completion pwsh: mesh completion pwsh | Out-String | Invoke-Expression in $PROFILE
            Register-ArgumentCompleter -Native -CommandName mesh -ScriptBlock {
                param($wordToComplete, $commandAst, $cursorPosition)
                mesh "[suggest:$cursorPosition]" "$commandAst" 2>$null | Where-Object { $_ -like "$wordToComplete*" } |
                    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
            }
            """,
    };

    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or pwsh" };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var format = FormatOption.OfOne();
        var command = new Command("completion", "Write the script by which a shell completes commands, options and their values") { shell, format };
        command.SetAction(async (result, _) =>
        {
            var name = result.GetValue(shell)!;
            await FormatOption.WriteAsync(result, format, new { Shell = name, Script = Scripts[name] }, () => Scripts[name]);
            return CliExitCodes.Success;
        });
        return command;
    }
}
