namespace MeshStarter.BrowserKit;

/// <summary>npm's axe-core, which finds what keeps people from using a page.</summary>
public sealed class AxeCore() : NpmProject("AxeJs", "axe-core")
{
    private string? _source;

    /// <summary>The script, to run in a page.</summary>
    public async Task<string> SourceAsync() => _source ??= await RunProgramAsync([], "");
}
