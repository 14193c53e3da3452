namespace MeshStarter.EndToEnd.Mesh;

/// <summary>The platform of a company, which starts resources of a mesh again that ended: after a kill, or by themselves, as when their database ended while they started.</summary>
/// <param name="data">The data folder.</param>
/// <param name="resources">The resources, which run now.</param>
internal sealed class CompanyPlatform(string data, params string[] resources)
{
    private readonly Dictionary<string, StartedProcess> _processes = resources.ToDictionary(resource => resource, resource => MeshProcesses.Capture(data, resource), StringComparer.Ordinal);

    /// <summary>Ends a resource as <c>kill -9</c> does, and starts it again.</summary>
    public async Task RestartAsync(string resource)
    {
        StartEnded();
        MeshProcesses.Kill(data, resource);
        await MeshProcesses.HasEndedAsync(data, resource);
        StartEnded();
    }

    /// <summary>Starts those that have ended.</summary>
    public void StartEnded()
    {
        foreach (var (resource, process) in _processes)
        {
            if (!MeshProcesses.Runs(data, resource))
            {
                process.Start();
            }
        }
    }
}
