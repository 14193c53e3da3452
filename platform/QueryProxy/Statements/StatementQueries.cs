using System.Collections.Concurrent;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.QueryProxy.Execution;
using MeshStarter.QueryProxy.Metadata;

namespace MeshStarter.QueryProxy.Statements;

/// <summary>The queries that clients follow. <see cref="StatementRegistry"/> begins and removes them; a table about the mesh shows each subject its own.</summary>
internal sealed class StatementQueries
{
    // The list is written into a text.
    private const int MaxText = 1_000;

    private readonly ConcurrentDictionary<string, StatementQuery> _queries = new(StringComparer.Ordinal);

    public int Count => _queries.Count;

    public IEnumerable<StatementQuery> All => _queries.Values;

    public void Add(StatementQuery query) => _queries[query.Run.Request.Id] = query;

    public StatementQuery? Find(string id) => _queries.GetValueOrDefault(id);

    /// <summary>Removes a query; false where it is not there any more.</summary>
    public bool Remove(StatementQuery query) => _queries.TryRemove(query.Run.Request.Id, out _);

    /// <summary>The queries of a subject, the newest first.</summary>
    public IReadOnlyList<OwnQuery> Of(string subject) =>
        [.. _queries.Values.Where(query => query.Run.Request.Principal.Subject == subject).OrderByDescending(query => query.Run.CreatedAt).Select(query => Describe(query.Run, query.Source))];

    private static OwnQuery Describe(QueryRun run, string? source)
    {
        var (text, failure, statistics) = (run.Request.Sql, run.Failure, run.Statistics);
        var started = run.CreatedAt + statistics.Queued;
        return new OwnQuery
        {
            Id = run.Request.Id,
            State = run.KnownState.ToString().ToUpperInvariant(),
            Source = source ?? "",
            Text = text.Length <= MaxText ? text : text[..MaxText],
            Queued = statistics.Queued,
            Planning = statistics.Planning,
            Created = run.CreatedAt,
            Started = run.Begun.IsCompleted ? started : null,
            Ended = run.HasEnded ? run.CreatedAt + statistics.Elapsed : null,
            ErrorType = failure?.Code.Type.ToWire(),
            ErrorName = failure?.Code.Name,
        };
    }
}
