namespace MeshStarter.Templates.Tests.Stamping;

/// <summary>
/// A copy of the repository in which <c>dotnet new mesh-product --domain customer_care --product fact_tickets</c> was said,
/// the way templates/README.md says it. The template is installed for this copy alone.
/// </summary>
public sealed class StampedMesh : IAsyncLifetime
{
    private RepositoryCopy? _copy;

    /// <summary>Absolute path of the copy's root.</summary>
    public string Folder => Copy.Folder;

    internal IReadOnlyDictionary<string, string> Before { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    internal IReadOnlyDictionary<string, string> After { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    private RepositoryCopy Copy => _copy ?? throw new InvalidOperationException("The copy is not made yet.");

    public async Task InitializeAsync()
    {
        _copy = await RepositoryCopy.MakeAsync();
        Before = _copy.Read();
        (await NewAsync("install", "templates/mesh-product")).Succeeded();
        (await NewAsync("mesh-product", "--domain", "customer_care", "--product", "fact_tickets")).Succeeded();
        After = _copy.Read();
    }

    public Task DisposeAsync()
    {
        _copy?.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>The files as they are now.</summary>
    internal IReadOnlyDictionary<string, string> Read() => Copy.Read();

    /// <summary>Stamps into a folder alongside the copy and reads what came.</summary>
    internal async Task<IReadOnlyDictionary<string, string>> StampAsideAsync(params string[] arguments)
    {
        var folder = Copy.Without(Guid.CreateVersion7().ToString("N"));
        (await NewAsync(["mesh-product", "--output", folder, .. arguments])).Succeeded();
        return Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllText, StringComparer.Ordinal);
    }

    /// <summary><c>dotnet new …</c>, with a home of its own: nothing stays installed on the machine.</summary>
    internal Task<CommandResult> NewAsync(params string[] arguments) => Command.RunAsync(
        "dotnet",
        Folder,
        new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["DOTNET_CLI_HOME"] = Copy.Without("home"),
            ["DOTNET_NOLOGO"] = "true",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "true",
            ["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false",
        },
        ["new", .. arguments]);

    /// <summary><c>dotnet …</c> with the machine's own package cache.</summary>
    internal Task<CommandResult> DotNetAsync(params string[] arguments) =>
        Command.RunAsync("dotnet", Folder, new Dictionary<string, string?>(StringComparer.Ordinal) { ["DOTNET_NOLOGO"] = "true" }, arguments);
}
