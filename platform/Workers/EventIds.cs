namespace MeshStarter.Platform.Workers;

/// <summary>The event ids of this room's log lines, each used once.</summary>
internal static class EventIds
{
    public const int WorkerStartFailed = 2300;
    public const int WorkerEnded = 2301;
    public const int WorkerNotSandboxed = 2302;
    public const int WorkerFilesCopied = 2303;
    public const int WorkerFilesNotTakenBack = 2304;
    public const int WorkerSandboxParts = 2305;
}
