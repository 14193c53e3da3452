namespace MeshStarter.EmbeddedPostgres.Servers;

/// <summary>The state of the owner's work, for the health endpoint and the exit code.</summary>
internal sealed class ServerState
{
    private volatile bool _isReady;

    /// <summary>True from the moment that every role and database is there until the stop begins.</summary>
    public bool IsReady
    {
        get => _isReady;
        set => _isReady = value;
    }

    /// <summary>1 when the start was refused or the server died.</summary>
    public int ExitCode { get; set; }
}
