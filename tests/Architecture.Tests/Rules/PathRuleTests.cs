namespace MeshStarter.Architecture.Tests.Rules;

public sealed class PathRuleTests
{
    private const string Map = "docs/run.md";
    private static readonly string[] Files = ["platform/Sql/Dialect/functions.sql", "platform/Cli/Commands/AuditCommand.cs", "README.md"];

    [Fact]
    public void Paths_of_the_map_lead_to_files_that_are_there()
    {
        var map = new SourceFile(Map, Repository.Read(Map));
        Assert.Contains("`platform/Policy/Registration/RegistrationRuleKinds.cs`", map.Text, StringComparison.Ordinal);
        HouseRule.IsFollowed(PathRule.Violations(map, Repository.Files));
    }

    [Fact]
    public void Paths_of_rooms_lead_to_files_that_are_there()
    {
        var rooms = Repository.Sources("platform/", "/README.md");
        Assert.Contains(rooms, room => room.Path == "platform/Policy/README.md");
        HouseRule.IsFollowed(rooms.SelectMany(room => PathRule.RoomViolations(room, Repository.Files)));
    }

    [Theory]
    [InlineData("Dialect/functions.sql", true)]
    [InlineData("Commands/AuditCommand", true)]
    [InlineData("AuditCommand.cs", true)]
    [InlineData("Commands/<Name>Command.cs", true)]
    [InlineData("Commands/*Command.cs", true)]
    [InlineData("/products", true)]
    [InlineData("AuditVerb.cs", false)]
    [InlineData("Commands/AuditVerb", false)]
    [InlineData("Commands/*Verb.cs", false)]
    public void A_name_in_the_readme_of_a_room_is_looked_for(string path, bool isThere) => Assert.Equal(
        isThere ? [] : [$"platform/Cli/README.md: it names {path}, and nothing is there."],
        PathRule.RoomViolations(new SourceFile("platform/Cli/README.md", $"a verb: `{path}`"), Files));

    [Theory]
    [InlineData("platform/Sql/Dialect/macros.sql")]
    [InlineData("platform/Sql/Dialec")]
    [InlineData("platform/<Service>/Commands/<Name>Verb.cs")]
    public void A_path_into_the_void_is_found(string path) =>
        Assert.Equal([$"docs/run.md: it names {path}, and nothing is there."], PathRule.Violations(new SourceFile(Map, $"a macro in `{path}`, `README.md`"), Files));

    [Theory]
    [InlineData("platform/Sql/Dialect/functions.sql")]
    [InlineData("platform/Sql/Dialect/")]
    [InlineData("platform/<Service>/Commands/<Name>Command.cs")]
    [InlineData("elsewhere/file.cs")]
    [InlineData("mesh check platform/Gone")]
    public void A_path_that_is_there_and_what_is_none_are_left_alone(string path) =>
        Assert.Empty(PathRule.Violations(new SourceFile(Map, $"a macro in `{path}`"), Files));
}
