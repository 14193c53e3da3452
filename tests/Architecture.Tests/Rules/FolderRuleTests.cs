namespace MeshStarter.Architecture.Tests.Rules;

public sealed class FolderRuleTests
{
    private static readonly Dictionary<(string, string), string> None = [];

    private static readonly SourceFile Table = Source("Tables", "Reading", "class Table(Reader reader) { }");

    [Fact]
    public void Folders_depend_on_each_other_one_way()
    {
        IReadOnlyList<SourceFile> sources = [.. Repository.PlatformSources, .. RazorSource.Of("platform/Portal/", "MeshStarter.Portal")];
        Assert.Contains(sources, source => source.Path.EndsWith(".razor", StringComparison.Ordinal));
        Assert.True(sources.Count > 100, $"only {sources.Count} files were found");
        HouseRule.IsFollowed(FolderRule.Violations(sources, FolderExceptions.Reasons));
    }

    [Theory]
    [InlineData("Tables", "class Reader { Table? Last; }", 1)]
    [InlineData("Tables", "class Reader { void Read() => \"a\".Extended(); }", 1)]
    [InlineData(null, "class Reader { Tables.Table? Last; }", 1)]
    [InlineData("Tables", "// Of a Table.\nclass Reader { }", 0)]
    [InlineData("Tables", "class Reader { string Name => \"Table\"; } // Table", 0)]
    [InlineData("Tables", "class Reader { string Name => $\"{nameof(Table)}\"; }", 1)]
    [InlineData("Tables", "class Reader { string Name => $\"\"\"a {1}\"\"\"; Table? Last; string Other => $\"\"\"b {2}\"\"\"; }", 1)]
    [InlineData(null, "class Reader { }", 0)]
    public void Folder_that_names_a_type_of_one_that_names_its_own_is_found(string? uses, string code, int expected) =>
        Assert.Equal(expected, FolderRule.Violations([Table, Source("Reading", uses, code)], None).Count);

    [Fact]
    public void Components_that_name_each_other_are_found()
    {
        SourceFile Component(string folder, string name, string tag) => RazorSource.AsCode(
            new SourceFile($"platform/Portal/{folder}/{name}.razor", $"<{tag} Text=\"@1\" />"), "platform/Portal/", "MeshStarter.Portal", "using MeshStarter.Portal.Search;\nusing MeshStarter.Portal.Slo;\n");

        Assert.Single(FolderRule.Violations([Component("Search", "Match", "Badge"), Component("Slo", "Badge", "Match")], None));
        Assert.Empty(FolderRule.Violations([Component("Search", "Match", "Badge"), Component("Slo", "Badge", "Other")], None));
    }

    [Fact]
    public void Folder_within_another_is_one_idea_with_it() =>
        Assert.Empty(FolderRule.Violations([Source("Tables", "Tables.Deletes", "class Table(Delete delete) { }"), Source("Tables.Deletes", "Tables", "class Delete { Table? Of; }")], None));

    [Fact]
    public void Pair_with_a_reason_is_left_out_and_a_reason_without_its_pair_is_found()
    {
        var reasons = new Dictionary<(string, string), string> { [("MeshStarter.Lake.Reading", "MeshStarter.Lake.Tables")] = "both are one machine" };

        Assert.Empty(FolderRule.Violations([Table, Source("Reading", "Tables", "class Reader { Table? Last; }")], reasons));
        Assert.Single(FolderRule.Violations([Table, Source("Reading", null, "class Reader { }")], reasons));
    }

    private static SourceFile Source(string folder, string? uses, string code) => new(
        $"platform/Lake/{folder.Replace('.', '/')}/{code.GetHashCode(StringComparison.Ordinal)}.cs",
        $"{(uses is null ? "" : $"using MeshStarter.Lake.{uses};\n")}namespace MeshStarter.Lake.{folder};\ninternal {code}\n");
}
