using MeshStarter.Platform.Workers.Pipes;

namespace MeshStarter.Platform.Workers.Engine;

/// <summary>The settings that a database was locked with: it serves the queries that need the same.</summary>
/// <param name="HashKey">The key of hash masks, in hexadecimal digits; null for none.</param>
/// <param name="Readable">What the engine may read: a folder, or files.</param>
internal sealed record SandboxLocks(string? HashKey, string Readable)
{
    public static SandboxLocks Of(ExecuteRequest request) => new(
        request.HashKey is { } key ? Convert.ToHexString(key) : null, request.Folder ?? string.Join('\n', request.Files));
}
