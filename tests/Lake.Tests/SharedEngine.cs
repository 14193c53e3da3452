using MeshStarter.DuckDb;

namespace MeshStarter.Lake.Tests;

/// <summary>An engine for SQL of tests that needs little memory. Opening one takes 20 ms of a processor, and a thousand tests need one.</summary>
internal static class SharedEngine
{
    private static readonly LakeEngine Engine = new(memoryLimitMiB: 512);

    /// <summary>Opens a session. No other sees its temporary tables.</summary>
    public static DuckDbConnection Connect() => Engine.Connect();
}
