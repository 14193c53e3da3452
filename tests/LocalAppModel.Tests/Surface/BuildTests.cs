namespace MeshStarter.LocalAppModel.Tests.Surface;

/// <summary>eng/LocalAppModel.targets, on an AppHost made for the purpose.</summary>
public sealed class BuildTests : FolderTests
{
    private string Generated => Path.Combine(Folder.Path, "My.AppHost", "obj", "Debug", "net10.0", "LocalAppModel.Projects.g.cs");

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Classes_follow_the_set_of_projects_and_the_file_stays_while_it_does()
    {
        foreach (var file in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"])
        {
            await File.WriteAllTextAsync(Path.Combine(Folder.Path, file), "<Project />"); // what is above this folder is no concern of it
        }

        Add("Demo.Api");
        Add("2nd-try");
        await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(Path.Combine(Folder.Path, "My.AppHost")).FullName, "My.AppHost.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup>
                <ProjectReference Include="../domains/*/*.csproj" />
                <ProjectReference Include="../Library/Library.csproj" IsAspireProjectResource="false" />
              </ItemGroup>
              <Import Project="{Path.Combine(Projects.AppHost.ProjectPath, "../../../../eng/LocalAppModel.targets")}" />
            </Project>
            """);

        await GenerateAsync();
        Assert.Equal(["My_AppHost", "_2nd_try", "Demo_Api"], Classes());
        Assert.Contains($"\"\"\"{Path.Combine(Folder.Path, "domains", "Demo.Api", "Demo.Api.csproj")}\"\"\"", await File.ReadAllTextAsync(Generated), StringComparison.Ordinal);

        var written = File.GetLastWriteTimeUtc(Generated);
        await GenerateAsync();
        Assert.Equal(written, File.GetLastWriteTimeUtc(Generated));

        Add("Shipping");
        Directory.Delete(Path.Combine(Folder.Path, "domains", "2nd-try"), recursive: true);
        await GenerateAsync();
        Assert.Equal(["My_AppHost", "Demo_Api", "Shipping"], Classes());
    }

    [Fact]
    public void Resources_are_built_but_are_no_references()
    {
        var output = Path.GetDirectoryName(typeof(Projects.AppHost).Assembly.Location)!;
        var own = Path.Combine(Projects.AppHost.ProjectPath, Path.GetRelativePath(Path.Combine(Projects.AppHost.ProjectPath, "..", ".."), output));

        Assert.True(File.Exists(Path.Combine(own, "LocalAppModel.TestApps.AppHost.dll")));
        Assert.False(File.Exists(Path.Combine(own, "MeshStarter.Web.App.dll")));
        Assert.DoesNotContain("Web.App", File.ReadAllText(Path.Combine(own, "LocalAppModel.TestApps.AppHost.deps.json")), StringComparison.Ordinal);
        Assert.DoesNotContain(typeof(Projects.AppHost).Assembly.GetReferencedAssemblies(), a => a.Name == "MeshStarter.Web.App");
    }

    private void Add(string project) =>
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(Folder.Path, "domains", project)).FullName, $"{project}.csproj"), "<Project />");

    private string[] Classes() => [.. File.ReadLines(Generated).Where(l => l.StartsWith("public sealed class ", StringComparison.Ordinal)).Select(l => l.Split(' ')[3])];

    private async Task GenerateAsync()
    {
        var (exit, output, errors) = await ForeignProgram.AnswerAsync("dotnet", ["msbuild", "-nologo", "-v:q", "-nodeReuse:false", "-t:GenerateLocalAppModelProjects"], folder: Path.Combine(Folder.Path, "My.AppHost"));
        Assert.True(exit == 0, output + errors);
    }
}
