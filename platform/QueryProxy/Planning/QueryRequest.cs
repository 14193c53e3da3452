using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;

namespace MeshStarter.QueryProxy.Planning;

/// <summary>A query as it came in, through whichever endpoint.</summary>
/// <param name="Id">Names it in answers, in the log and in the audit trail.</param>
/// <param name="Sql">The text.</param>
/// <param name="Principal">The caller.</param>
/// <param name="Session">The session that it runs in.</param>
/// <param name="Format">How its rows are to be written.</param>
internal sealed record QueryRequest(string Id, string Sql, Principal Principal, QuerySession Session, RowFormat Format)
{
    /// <summary>The decisions about the query, which must be on disk before any of its answer is given.</summary>
    public RecordedDecisions Decisions { get; } = new();

    /// <summary>The decisions that its rows rest on.</summary>
    public ReadDecisions Reads { get; } = new();

    /// <summary>The caller with all purposes of the token; null where the session states no purpose.</summary>
    public Principal? Token { get; init; }

    /// <summary>The bundle of all its decisions, taken at the first of them; null before it is planned.</summary>
    public Lazy<PolicyBundle>? Bundle { get; init; }
}
