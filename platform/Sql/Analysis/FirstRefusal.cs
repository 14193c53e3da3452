using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Analysis;

/// <summary>The first thing in a query that is not allowed; what comes behind it is not looked at.</summary>
/// <param name="sql">The query's text, for line and column.</param>
internal sealed class FirstRefusal(string sql)
{
    /// <summary>The refusal; null while there is none.</summary>
    public QueryFailure? Failure { get; private set; }

    /// <summary>Refuses the query, where it is not refused yet.</summary>
    /// <param name="code">The error code.</param>
    /// <param name="message">The reason.</param>
    /// <param name="offset">The place, in bytes of the text; the highest number where it has none.</param>
    public void Refuse(TrinoErrorCode code, string message, ulong offset = ulong.MaxValue) =>
        Failure ??= new QueryFailure(code, message, SqlPosition.FromByteOffset(sql, offset));

    /// <summary>Refuses a query that is nested too deeply.</summary>
    public void RefuseDepth() => Failure ??= QueryFailure.TooDeep;

    /// <summary>Refuses what is not on the list.</summary>
    /// <param name="what">The kind of node, or its member.</param>
    /// <param name="offset">Its place.</param>
    public void NotUnderstood(string what, ulong offset) => Refuse(TrinoErrorCode.NotSupported, $"The mesh does not support this part of the query ({what}).", offset);
}
