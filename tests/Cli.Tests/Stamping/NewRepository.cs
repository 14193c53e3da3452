namespace MeshStarter.Cli.Tests.Stamping;

/// <summary>A temporary repository with the descriptors of the domain Orders: that of the mesh, with its rules, or that of the domain alone.</summary>
internal sealed class NewRepository : IDisposable
{
    private readonly TestFolder _folder = new();

    public NewRepository(bool isOfMesh = true)
    {
        foreach (var file in (string[])[.. isOfMesh ? (string[])["platform/Governance/Policies/mesh.yaml"] : [], "domains/Orders/Products/Orders/data-product.yaml", "domains/Orders/Products/FactOrderEvents/data-product.yaml"])
        {
            Write(file, File.ReadAllText(Path.Combine(RepositoryFolder.Root, file)));
        }
    }

    public string Folder => _folder.Path;

    public void Dispose() => _folder.Dispose();

    /// <summary>All files with their texts.</summary>
    public IReadOnlyDictionary<string, string> Read() => Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
        .ToDictionary(file => Path.GetRelativePath(Folder, file).Replace('\\', '/'), File.ReadAllText, StringComparer.Ordinal);

    public void Write(string file, string text) => _folder.Write(file, text);

    public Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) => MeshCommand.RunAsync(Folder, null, arguments);

    /// <summary>Runs a command, which succeeds.</summary>
    public async Task<(string Output, string Errors)> SucceedAsync(params string[] arguments)
    {
        var (exitCode, output, errors) = await RunAsync(arguments);
        Assert.True(exitCode == 0, output + errors);
        return (output, errors);
    }
}
