namespace MeshStarter.Architecture.Tests.Rules;

public sealed class VerbRuleTests
{
    private static readonly string[] Two = ["audit", "query"];

    [Fact]
    public void Pages_list_the_verbs_of_the_command_line()
    {
        var verbs = VerbRule.Verbs(Source("platform/Cli/Program.cs"));
        Assert.Contains("query", verbs);
        HouseRule.IsFollowed([
            .. VerbRule.ListViolations(Source("docs/README.md"), verbs),
            .. VerbRule.ListViolations(Source("docs/architecture.md"), verbs),
            .. VerbRule.PageViolations(CommandsOf(Source("docs/cli.md")), verbs),
        ]);
    }

    [Fact]
    public void Verbs_are_those_that_the_program_registers() =>
        Assert.Equal(Two, VerbRule.Verbs(new SourceFile("Program.cs", "QueryCommand.Create(),\n    AuditCommand.Create(),")));

    [Theory]
    [InlineData("| a | the command line: audit |")]
    [InlineData("| a | the command line: audit, query, status |")]
    [InlineData("no row")]
    public void A_row_with_other_verbs_is_found(string text) => Assert.Equal(
        ["README.md: its row of the command line's verbs is not \"audit, query\". Fix: list what platform/Cli/Program.cs registers."],
        VerbRule.ListViolations(new SourceFile("README.md", text), Two));

    [Fact]
    public void A_row_with_all_verbs_is_left_alone() =>
        Assert.Empty(VerbRule.ListViolations(new SourceFile("README.md", "| `platform/Cli` | `mesh`: audit, query |\n| b |"), Two));

    [Fact]
    public void A_missing_row_and_one_too_many_are_found() => Assert.Equal(
        ["docs/cli.md: it has no row for audit. Fix: add one.", "docs/cli.md: no command is called status. Fix: take its row out."],
        VerbRule.PageViolations(new SourceFile("docs/cli.md", "| `query \"<sql>\"` | runs |\n| `status` | shows |"), Two));

    private static SourceFile Source(string path) => new(path, Repository.Read(path));

    // The page has further tables below its first.
    private static SourceFile CommandsOf(SourceFile page) => page with { Text = page.Text.Split("\n\n").First(part => part.StartsWith("| command |", StringComparison.Ordinal)) };
}
