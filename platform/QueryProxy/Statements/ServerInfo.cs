namespace MeshStarter.QueryProxy.Statements;

/// <summary>The server information that drivers read first; it is the same everywhere.</summary>
internal sealed class ServerInfo(TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();

    public IResult Answer() => Results.Json(
        new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["nodeVersion"] = new Dictionary<string, string>(StringComparer.Ordinal) { ["version"] = TrinoVersion.Spoken },
            ["environment"] = "mesh",
            ["coordinator"] = true,
            ["starting"] = false,
            ["uptime"] = $"{time.GetElapsedTime(_started).TotalMinutes:0.00}m",
        });
}
