namespace MeshStarter.EmbeddedPostgres.Homes;

/// <summary>The server's folder: 0700, owned by the user that runs the server; everything below is that user's.</summary>
internal sealed record ServerHome(string Folder)
{
    /// <summary>PostgreSQL's data folder.</summary>
    public string Cluster => Path.Combine(Folder, "cluster");

    /// <summary>Says how the folder is laid out, and since which PostgreSQL.</summary>
    public string Layout => Path.Combine(Folder, "layout.json");

    /// <summary>Copies of binaries that the server's user could not reach where they are.</summary>
    public string Binaries => Path.Combine(Folder, "binaries");

    /// <summary>A place of its own for something half made; renamed when it is whole, removed at the next start when it never was.</summary>
    public string NewStaging() => Path.Combine(Folder, StagingPrefix + Guid.NewGuid().ToString("N"));

    /// <summary>The folders that interrupted starts left behind.</summary>
    public IReadOnlyList<string> Abandoned() => Directory.Exists(Folder) ? Directory.GetDirectories(Folder, StagingPrefix + "*") : [];

    private const string StagingPrefix = "new-";
}
