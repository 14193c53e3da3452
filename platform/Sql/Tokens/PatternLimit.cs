namespace MeshStarter.Platform.Sql.Tokens;

/// <summary>The time that a pattern may take on a text.</summary>
internal static class PatternLimit
{
    /// <summary>
    /// The limit in milliseconds. The patterns take time in proportion to the text, a fifth of a second of a processor for the longest the first time: only a machine that gives this process
    /// none comes near, and a query must not fail for that.
    /// </summary>
    public const int Milliseconds = 30_000;
}
