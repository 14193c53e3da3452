using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace MeshStarter.EndToEnd.Mesh;

/// <summary>A domain in a repository of its own, stamped into an empty folder, and built on the packages that <c>dotnet pack</c> makes.</summary>
internal sealed class StandaloneRepository
{
    // A package of this version is in no cache.
    private readonly string _version = $"0.1.0-test.{Guid.NewGuid():N}";
    private readonly string _parent;

    private StandaloneRepository(string parent) => _parent = parent;

    /// <summary>The folder of the repository.</summary>
    public string Folder => Path.Combine(_parent, "shipping");

    /// <summary>The address at which its service listens.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Packs, and stamps the domain <c>shipping</c> with the product <c>parcels</c>, of which a column is personal data.</summary>
    /// <param name="parent">The folder of the repository, its packages and their cache.</param>
    /// <param name="options">Further options of the stamp.</param>
    public static async Task<StandaloneRepository> MakeAsync(string parent, params string[] options)
    {
        var made = new StandaloneRepository(parent);
        var (root, packages) = (BuiltService.Repository, Path.Combine(parent, "packages"));
        await made.RunAsync(root, "dotnet", "pack", "eng/Packages.proj", "--no-build", "-m:1", "-c", new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Parent!.Name, "-o", packages, $"-p:PackageVersion={made._version}");
        // The packages of the mesh from the folder alone, and into a cache of this test; all others are in the machine's.
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        await File.WriteAllTextAsync(
            Path.Combine(parent, "NuGet.config"),
            $"""<configuration><config><add key="globalPackagesFolder" value="{Path.Combine(parent, "cache")}" /></config><fallbackPackageFolders><add key="machine" value="{cache}" /></fallbackPackageFolders></configuration>""");
        Directory.CreateDirectory(made.Folder);
        await made.RunAsync(made.Folder, "dotnet", "new", "install", Path.Combine(packages, $"MeshStarter.Templates.{made._version}.nupkg"));
        await made.RunAsync(made.Folder, "dotnet", ["new", "mesh-product", "--standalone", "--domain", "shipping", "--product", "parcels", "--packages", packages, .. options]);
        await made.EditAsync("domains/Shipping/Products/Parcels/data-product.yaml", "description: What it is called }", "description: What it is called, tags: [pii] }");
        await made.EditAsync("domains/Shipping/Products/Parcels/data-product.yaml", "classification: internal", "classification: internal\n  pii_fields: [name]");
        await using var profile = File.OpenRead(Path.Combine(made.Folder, "domains", "Shipping", "Properties", "launchSettings.json"));
        made.Url = (await JsonDocument.ParseAsync(profile)).RootElement.GetProperty("profiles").GetProperty("http").GetProperty("applicationUrl").GetString()!;
        return made;
    }

    /// <summary>Runs a program in the repository.</summary>
    /// <returns>What it said.</returns>
    public Task<string> RunAsync(string program, params string[] arguments) => RunAsync(Folder, program, arguments);

    /// <summary>Starts the service, which ends with what it returns.</summary>
    /// <param name="settings">Variables that it has alongside the tests' own.</param>
    public Process Start(params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", ["run", "--no-build", "--project", "domains/Shipping"]) { UseShellExecute = false, WorkingDirectory = Folder };
        foreach (var (name, value) in Variables().Concat(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Name, setting.Value))))
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Opens the domain's database, of which its credentials have the connection string.</summary>
    public async Task<NpgsqlConnection> OpenDatabaseAsync()
    {
        var credentials = new ConfigurationBuilder().AddJsonFile(Path.Combine(Folder, "mesh-credentials.json")).Build();
        var database = new NpgsqlConnection(credentials.GetConnectionString("database") + ";Pooling=false");
        await database.OpenAsync();
        return database;
    }

    private async Task EditAsync(string file, string before, string after)
    {
        var path = Path.Combine(Folder, file);
        var text = await File.ReadAllTextAsync(path);
        Assert.Contains(before, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, text.Replace(before, after, StringComparison.Ordinal));
    }

    private async Task<string> RunAsync(string folder, string program, params string[] arguments)
    {
        var (exit, output, errors) = await ForeignProgram.AnswerAsync(program, arguments, "", folder, Variables());
        Assert.True(exit == 0, $"{program} {string.Join(' ', arguments)}: {output}{errors}");
        return output + errors;
    }

    private Dictionary<string, string?> Variables() => new(StringComparer.Ordinal)
    {
        ["DOTNET_CLI_HOME"] = Path.Combine(_parent, "home"),
        // Tests read what it says, whatever the language of the machine.
        ["DOTNET_CLI_UI_LANGUAGE"] = "en",
        ["DOTNET_NOLOGO"] = "true",
        ["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false",
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["NUGET_PACKAGES"] = null,
    };
}
