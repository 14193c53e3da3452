using MeshStarter.EmbeddedPostgres.Accounts;

namespace MeshStarter.EmbeddedPostgres.Tests;

[Trait("Category", "Quick")]
public sealed class CommandResultTests
{
    [Theory]
    [InlineData("creating directory … ok\n", "initdb: error: could not write: No space left on device\ninitdb: removing data directory\n", "initdb: error: could not write: No space left on device")]
    [InlineData("", "one\ntwo\nthree\nfour\n", "two | three | four")]
    [InlineData("only this\n", " \n", "only this")]
    [InlineData("", "", "exit code 3")]
    public void Reason_is_what_the_command_marks_as_an_error_else_its_last_words(string output, string error, string reason) =>
        Assert.Equal(reason, new CommandResult(3, output, error).Reason);
}
