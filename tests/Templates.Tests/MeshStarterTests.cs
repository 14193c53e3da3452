using System.Text.RegularExpressions;
using MeshStarter.Templates.Tests.Stamping;

namespace MeshStarter.Templates.Tests;

/// <summary><c>dotnet new mesh-starter -n northwind-mesh</c>: the whole solution under another name, from the folder and from the package of all templates.</summary>
[Collection(StampedMeshCollection.Name)]
public sealed partial class MeshStarterTests(StampedMesh mesh)
{
    // The others' home has the templates of the folder.
    private readonly string _hive = mesh.FolderAside();

    private static readonly Dictionary<string, string?> NoSettings = [];

    [Fact]
    [Trait("Category", "Quick")]
    public async Task Stamped_solution_is_the_repository_under_another_name()
    {
        await NewAsync("install", ".");
        var before = mesh.Read();
        var stamped = await StampAsync("mesh-starter", "-n", "northwind-mesh");

        // A stamped solution has a note of its own already.
        const string note = ".mesh-template.json";
        // The licence asks that its notice stays.
        var expected = before.Where(file => file.Key != note).ToDictionary(file => Renamed(file.Key), file => file.Key == "LICENSE" ? file.Value : Renamed(file.Value), StringComparer.Ordinal);
        Assert.Equal([note], stamped.Keys.Except(expected.Keys, StringComparer.Ordinal));
        Assert.DoesNotContain(expected.Keys, file => stamped.GetValueOrDefault(file) != expected[file]);
        Assert.Contains("namespace NorthwindMesh.Contracts;", stamped["platform/Contracts/ProblemTypes.cs"], StringComparison.Ordinal);
        Assert.Contains("\"urn:mesh:problem:\"", stamped["platform/Contracts/ProblemTypes.cs"], StringComparison.Ordinal);
        Assert.StartsWith("# NorthwindMesh\n", stamped["README.md"], StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Name_is_written_the_way_its_place_wants()
    {
        (string Name, string TypeName, string PlainName)[] names =
        [
            ("Contoso.Data Mesh", "ContosoDataMesh", "contoso-data-mesh"), ("ContosoMesh", "ContosoMesh", "contoso-mesh"), ("7seas", "Mesh7Seas", "mesh7seas"),
            ("AIMesh", "Aimesh", "aimesh"), ("7ideas", "Mesh7Ideas", "mesh7ideas"),
        ];
        // Once for all: each call of dotnet new is half a second of a processor.
        await NewAsync("install", Excerpt());
        foreach (var (name, typeName, plainName) in names)
        {
            var stamped = await StampAsync("mesh-starter", "-n", name);

            Assert.Contains($"{typeName}.sln", stamped.Keys);
            Assert.Contains($"name: {plainName}\n", stamped["azure.yaml"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_git_ignores_is_not_stamped()
    {
        var folder = Excerpt();
        var ignored = mesh.Before[".gitignore"].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimStart('/').Replace("*", "1", StringComparison.Ordinal) + (line.EndsWith('/') ? "left" : "")).ToList();
        foreach (var file in ignored)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, file))!);
            await File.WriteAllTextAsync(Path.Combine(folder, file), "");
        }

        await NewAsync("install", folder);

        Assert.Empty((await StampAsync("mesh-starter", "-n", "northwind-mesh")).Keys.Intersect(ignored));
        // docs/elsewhere.md packs into it.
        Assert.Contains("packages/left", ignored);
    }

    [Fact]
    [Trait("Category", "Quick")]
    public async Task Notes_have_the_version_of_the_mesh_and_scripts_are_made_executable()
    {
        var version = Version().Match(mesh.Before["Directory.Build.props"]).Groups["version"].Value;
        var notes = mesh.Before.Where(file => file.Key.EndsWith(".mesh-template.json", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(notes);
        Assert.All(notes, note => Assert.Contains($"\"version\": \"{version}\"", note.Value, StringComparison.Ordinal));

        var tracked = (await Command.RunAsync("git", RepositoryFolder.Root, NoSettings, ["ls-files", "--stage"])).Succeeded();
        var scripts = tracked.Output.Split('\n').Where(line => line.StartsWith("100755 ", StringComparison.Ordinal)).Select(line => $"\"{line.Split('\t')[1]}\"");
        Assert.Contains($"{{ \"+x\": [{string.Join(", ", scripts)}] }}", mesh.Before[".template.config/template.json"], StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Package_of_all_templates_has_what_the_folder_has()
    {
        var packages = mesh.FolderAside();
        (await Command.RunAsync("dotnet", RepositoryFolder.Root, NoSettings, ["pack", "templates", "-o", packages, "-v", "q"])).Succeeded();
        await NewAsync("install", Assert.Single(Directory.GetFiles(packages, "MeshStarter.Templates.*.nupkg")));

        Assert.Contains("domains/Shipping/Shipping.csproj", (await StampAsync("mesh-product", "--domain", "shipping", "--product", "parcels")).Keys);
        Assert.Equal(["policies/totals/.mesh-template.json", "policies/totals/totals.yaml"], (await StampAsync("mesh-policy", "--rule", "totals")).Keys.Order(StringComparer.Ordinal));
        Assert.Contains("NorthwindMesh.sln", (await StampAsync("mesh-starter", "-n", "northwind-mesh")).Keys);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Stamped_solution_passes_its_tests()
    {
        var folder = mesh.FolderAside();
        await NewAsync("install", ".");
        await NewAsync("mesh-starter", "-n", "northwind-mesh", "-o", folder);

        // Tests of it run services as another user, who may read below it.
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode read = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
            File.SetUnixFileMode(Path.GetDirectoryName(folder)!, read | UnixFileMode.UserWrite);
        }

        // Its tests ask git for the tracked files.
        (await Command.RunAsync("git", folder, NoSettings, ["init", "--quiet"])).Succeeded();
        (await Command.RunAsync("git", folder, NoSettings, ["add", "--all"])).Succeeded();
        (await Command.RunAsync("git", folder, NoSettings, ["-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "--quiet", "--message", "Begin"])).Succeeded();
        (await Command.RunAsync("dotnet", folder, NoSettings, ["test", "-v", "q"], TimeSpan.FromHours(1))).Succeeded();
    }

    // The template with the few files that show a name, and the scripts that a stamp makes executable: the whole solution is stamped once.
    private string Excerpt()
    {
        var folder = mesh.FolderAside();
        foreach (var (file, text) in mesh.Before.Where(file => file.Key is "MeshStarter.sln" or "azure.yaml" or ".ci/run" || file.Key.StartsWith(".template.config/", StringComparison.Ordinal) || file.Key.EndsWith(".sh", StringComparison.Ordinal)))
        {
            var target = Path.Combine(folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllText(target, text);
        }

        return folder;
    }

    private async Task NewAsync(params string[] arguments) => (await mesh.NewAsync([.. arguments, "--debug:custom-hive", _hive])).Succeeded();

    private Task<IReadOnlyDictionary<string, string>> StampAsync(string template, params string[] arguments) => mesh.StampAsideAsync(template, [.. arguments, "--debug:custom-hive", _hive]);

    private static string Renamed(string text) => text.Replace("MeshStarter", "NorthwindMesh", StringComparison.Ordinal).Replace("meshstarter", "northwind-mesh", StringComparison.Ordinal);

    [GeneratedRegex("<Version>(?<version>[^<]+)<", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Version();
}
