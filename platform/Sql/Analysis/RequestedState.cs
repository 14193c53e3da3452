namespace MeshStarter.Platform.Sql.Analysis;

/// <summary>The state of a product's table that a query requests, as it writes it.</summary>
internal abstract record RequestedState
{
    /// <summary><c>FOR VERSION AS OF 123</c>: the state of a snapshot.</summary>
    internal sealed record OfSnapshot(long Id) : RequestedState;

    /// <summary><c>FOR VERSION AS OF 'audited'</c>: the state of a branch or tag.</summary>
    internal sealed record OfName(string Name) : RequestedState;

    /// <summary><c>FOR TIMESTAMP AS OF TIMESTAMP '2026-01-31 12:00:00'</c>: the state of a time.</summary>
    /// <param name="Text">The time; without a zone it is the session's.</param>
    /// <param name="IsDate">Whether it is a DATE's: its midnight.</param>
    internal sealed record OfTime(string Text, bool IsDate) : RequestedState;
}
