namespace MeshStarter.Architecture.Tests.Rules;

public sealed class NamespaceRuleTests
{
    [Fact]
    public void Namespaces_are_folders_and_folders_are_small()
    {
        var sources = Repository.PlatformSources;
        Assert.True(sources.Count > 100, $"only {sources.Count} files were found");
        HouseRule.IsFollowed(NamespaceRule.Violations(sources));
    }

    [Theory]
    [InlineData("platform/Lake/Tables/A.cs", "MeshStarter.Lake.Tables", 0)]
    [InlineData("platform/Sql/Types/A.cs", "MeshStarter.Platform.Sql.Types", 0)]
    [InlineData("ServiceDefaults/Files/A.cs", "MeshStarter.ServiceDefaults.Files", 0)]
    [InlineData("platform/Lake/Tables/A.cs", "MeshStarter.Lake", 1)]
    [InlineData("platform/Lake/Tables/A.cs", "MeshStarter.Lake.Reading", 1)]
    public void Namespace_that_is_not_its_folder_is_found(string path, string space, int expected) =>
        Assert.Equal(expected, NamespaceRule.Violations([new SourceFile(path, $"namespace {space};\n")]).Count);

    [Theory]
    [InlineData(40, 0)]
    [InlineData(41, 1)]
    public void Folder_of_many_files_is_found(int files, int expected) =>
        Assert.Equal(expected, NamespaceRule.Violations([.. Enumerable.Range(0, files).Select(i => new SourceFile($"platform/Lake/Tables/A{i}.cs", "namespace MeshStarter.Lake.Tables;\n"))]).Count);
}
