namespace MeshStarter.Cli.Tests.Verbs;

/// <summary>The script of <c>mesh completion bash</c> in a bash.</summary>
public sealed class CompletionTests
{
    [SkippableTheory]
    [InlineData("mesh lin", "lineage")]
    [InlineData("mesh policy vo", "vote")]
    [InlineData("mesh lineage a.a --direction up", "upstream")]
    [InlineData("mesh completion z", "zsh")]
    public async Task Shell_completes_what_the_program_knows(string line, string completed)
    {
        Skip.IfNot(File.Exists("/bin/bash"), "There is no bash.");
        var script = $$"""
            mesh() { dotnet '{{Path.Combine(AppContext.BaseDirectory, "mesh.dll")}}' "$@"; }
            eval "$(mesh completion bash)"
            COMP_LINE='{{line}}'
            COMP_WORDS=($COMP_LINE) COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_POINT=${#COMP_LINE}
            _mesh
            printf '%s\n' "${COMPREPLY[@]}"
            """;

        Assert.Equal((0, completed + "\n", ""), await ForeignProgram.AnswerAsync("/bin/bash", ["-c", script], ""));
    }

    [Fact]
    public async Task Unknown_shell_ends_with_2() => Assert.Equal(2, (await MeshCommand.RunAsync(Path.GetTempPath(), environment: null, "completion", "tcsh")).ExitCode);
}
